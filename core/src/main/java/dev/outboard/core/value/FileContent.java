package dev.outboard.core.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.hash.Hashing;
import dev.outboard.core.failure.InvalidValueException;
import java.nio.charset.CharacterCodingException;
import java.util.Arrays;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** What is in a file. Its {@code toString()} never shows the content, which may hold a secret. */
public final class FileContent {
    private static final int SHOWN_DIGITS = 12;

    private final byte[] bytes;

    private FileContent(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Content from text.
     *
     * @param text the text, stored as UTF-8
     * @return the content
     * @throws InvalidValueException if the text has half of a surrogate pair, which UTF-8 can't store
     */
    public static FileContent ofText(String text) {
        if (!Utf8.canEncode(text)) {
            throw new InvalidValueException(
                    "file content",
                    text.length() + " characters",
                    "valid Unicode",
                    "remove the character that is half of a surrogate pair");
        }
        return new FileContent(text.getBytes(UTF_8));
    }

    /**
     * Content from bytes.
     *
     * @param bytes the bytes; they are copied
     * @return the content
     */
    public static FileContent ofBytes(byte[] bytes) {
        return new FileContent(bytes.clone());
    }

    /**
     * The bytes.
     *
     * @return a copy
     */
    public byte[] bytes() {
        return bytes.clone();
    }

    /**
     * The content as text.
     *
     * @return the bytes read as UTF-8, with U+FFFD for what is malformed
     */
    public String text() {
        return new String(bytes, UTF_8);
    }

    /**
     * Where the content is not UTF-8. What {@link #text()} gives for such content must not be written back.
     *
     * @return the offset of the first byte that is not a part of a character, counted from 0; empty if the content is UTF-8
     */
    public OptionalInt malformedByte() {
        return Utf8.malformed(bytes);
    }

    /**
     * Whether the content is text that a person could read line by line.
     *
     * @return true if it is valid UTF-8 without NUL
     */
    public boolean isText() {
        try {
            return Utf8.decode(bytes).indexOf('\0') < 0;
        } catch (CharacterCodingException malformed) {
            return false;
        }
    }

    /**
     * The fingerprint.
     *
     * @return the SHA-256 as 64 lower-case hexadecimal digits, as sha256sum(1) prints it
     */
    public String sha256() {
        return Hashing.sha256().hashBytes(bytes).toString();
    }

    /**
     * The size.
     *
     * @return the number of bytes
     */
    public int size() {
        return bytes.length;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof FileContent content && Arrays.equals(bytes, content.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** Size and start of the fingerprint, for example {@code 12 bytes, sha256 0a1b2c3d4e5f…}. */
    @Override
    public String toString() {
        return size() + " bytes, sha256 " + sha256().substring(0, SHOWN_DIGITS) + "…";
    }
}
