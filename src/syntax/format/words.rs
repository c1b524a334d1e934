//! Why a text is not formatted, in both tongues.
