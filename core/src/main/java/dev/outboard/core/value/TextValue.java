package dev.outboard.core.value;

import org.jspecify.annotations.Nullable;

/** A value that its canonical text describes fully: two of the same type are equal if their texts are. */
abstract class TextValue {
    private final String text;

    TextValue(String text) {
        this.text = text;
    }

    @Override
    @SuppressWarnings("EqualsGetClass") // all subclasses are final, and values of two types are never equal
    public final boolean equals(@Nullable Object other) {
        return other != null && getClass() == other.getClass() && text.equals(((TextValue) other).text);
    }

    @Override
    public final int hashCode() {
        return text.hashCode();
    }

    @Override
    public final String toString() {
        return text;
    }
}
