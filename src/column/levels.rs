//! Loops compiled for what the processor at hand can do, chosen when they run: the only unsafe code of polcheck, and nothing
//! else. Results never depend on the level.

#![allow(unsafe_code, reason = "functions compiled for a level of the processor are called after asking for it")]

use std::sync::OnceLock;

/// What the loops are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// What every processor of its kind can do.
    Plain,
    /// x86-64 with AVX2, BMI and LZCNT.
    Avx2,
    /// x86-64 with AVX-512 (F, BW, DQ, VL) besides.
    Avx512,
}

impl Level {
    /// All of them, from the plainest.
    pub const ALL: [Level; 3] = [Level::Plain, Level::Avx2, Level::Avx512];

    /// Returns the stable name.
    pub fn name(self) -> &'static str {
        match self {
            Level::Plain => "plain",
            Level::Avx2 => "avx2",
            Level::Avx512 => "avx512",
        }
    }

    /// Returns the best level that the processor offers.
    pub fn best() -> Level {
        static BEST: OnceLock<Level> = OnceLock::new();
        *BEST.get_or_init(|| Level::ALL.into_iter().rev().find(|own| own.is_offered()).unwrap_or(Level::Plain))
    }

    /// Whether the processor offers it.
    #[cfg(target_arch = "x86_64")]
    pub fn is_offered(self) -> bool {
        let avx2 = || {
            is_x86_feature_detected!("avx2")
                && is_x86_feature_detected!("bmi1")
                && is_x86_feature_detected!("bmi2")
                && is_x86_feature_detected!("lzcnt")
        };
        let avx512 = || {
            is_x86_feature_detected!("avx512f")
                && is_x86_feature_detected!("avx512bw")
                && is_x86_feature_detected!("avx512dq")
                && is_x86_feature_detected!("avx512vl")
        };
        match self {
            Level::Plain => true,
            Level::Avx2 => avx2(),
            Level::Avx512 => avx2() && avx512(),
        }
    }

    /// Whether the processor offers it.
    #[cfg(not(target_arch = "x86_64"))]
    pub fn is_offered(self) -> bool {
        self == Level::Plain
    }
}

/// Work that is compiled for each level. A trait and no closure: only a function can be told to be inlined, and what is
/// called instead stays plain.
pub(super) trait Work {
    type Done;

    /// Does it; marked `inline(always)` wherever it is written, and so is all that it calls and that is to be fast.
    fn work(self) -> Self::Done;
}

/// Does work compiled for a level, or for the plain one where the processor does not offer it.
#[cfg(target_arch = "x86_64")]
pub(super) fn at<W: Work>(level: Level, work: W) -> W::Done {
    // What the processor offers is remembered by the standard library; asking costs a load.
    match level {
        // SAFETY: the processor offers every feature that the function is compiled for, as has just been asked.
        Level::Avx512 if level.is_offered() => unsafe { with_avx512(work) },
        // SAFETY: as above.
        Level::Avx2 if level.is_offered() => unsafe { with_avx2(work) },
        Level::Plain | Level::Avx2 | Level::Avx512 => work.work(),
    }
}

/// Does work.
#[cfg(not(target_arch = "x86_64"))]
pub(super) fn at<W: Work>(_: Level, work: W) -> W::Done {
    work.work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt")]
fn with_avx2<W: Work>(work: W) -> W::Done {
    work.work()
}

#[cfg(target_arch = "x86_64")]
#[target_feature(enable = "avx2,bmi1,bmi2,lzcnt,avx512f,avx512bw,avx512dq,avx512vl")]
fn with_avx512<W: Work>(work: W) -> W::Done {
    work.work()
}
