package dev.outboard.core.value;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;

/** UTF-8 without replacement characters: what can't be coded is an error, where {@link String} writes question marks. */
final class Utf8 {
    private Utf8() {}

    /** Whether the text has no lone surrogates, so that its bytes stand for it. */
    static boolean canEncode(String text) {
        return UTF_8.newEncoder().canEncode(text);
    }

    /** The number of bytes that the kernel sees of a text. */
    static int length(CharSequence text) {
        return UTF_8.encode(CharBuffer.wrap(text)).remaining();
    }

    /** Decodes, or throws where {@code new String} would replace. */
    static String decode(byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
