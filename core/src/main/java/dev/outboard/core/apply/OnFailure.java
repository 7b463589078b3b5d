package dev.outboard.core.apply;

/** What happens to what was done when a later step fails. */
public enum OnFailure {
    /** It is taken back, in the reverse order. */
    ROLL_BACK,
    /** It stays; the next plan has what is missing, and a roll-back can still take it back. */
    STOP
}
