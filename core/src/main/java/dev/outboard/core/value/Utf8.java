package dev.outboard.core.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.OptionalInt;

/** UTF-8 without replacement characters: what can't be coded is an error, where {@link String} writes question marks. */
final class Utf8 {
    /** Of one {@code char}; a pair of them has four. */
    static final int MAXIMUM_BYTES = 3;

    private Utf8() {}

    /** Whether the text has no lone surrogates, so that its bytes stand for it. */
    static boolean canEncode(String text) {
        return text.codePoints()
                .noneMatch(point -> point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE);
    }

    /** The number of bytes that the kernel sees of a text that can be encoded. */
    static int length(CharSequence text) {
        return text.chars().map(Utf8::bytes).sum();
    }

    /** A pair of surrogates has four. */
    private static int bytes(int character) {
        if (character < 0x80) {
            return 1;
        }
        return character < 0x800 || Character.isSurrogate((char) character) ? 2 : 3;
    }

    /** Where decoding would fail: the first byte that is not a part of a character. */
    static OptionalInt malformed(byte[] bytes) {
        ByteBuffer rest = ByteBuffer.wrap(bytes);
        boolean isError = UTF_8.newDecoder()
                .decode(rest, CharBuffer.allocate(bytes.length), true)
                .isError();
        return isError ? OptionalInt.of(rest.position()) : OptionalInt.empty();
    }

    /** Decodes, or throws where {@code new String} would replace. */
    static String decode(byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
