/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.source;

import io.ttlog.cli.record.Rejections;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The lines of a stream, without their ends ({@code \n} or {@code \r\n}) and without a byte order mark at the start. A
 * line that is not UTF-8 is read as ISO-8859-1, in which every byte is a character, so that nothing is lost.
 */
final class Lines {
    /** Longest JSON document: a trace of ten thousand spans. */
    static final int DOCUMENT_BYTES_MAX = 16 << 20;

    /** Longest text line in one piece: fits an event several times over, with all that is made of it. */
    static final int TEXT_BYTES_MAX = 1 << 20;

    private static final int BUFFER_BYTES = 1 << 16;

    /** What {@code new String} puts where bytes are not UTF-8; decoding that way first is several times faster. */
    private static final char REPLACEMENT = '\uFFFD';

    private final InputStream in;
    private final int lineBytesMax;
    private final CharsetDecoder utf8 = StandardCharsets.UTF_8.newDecoder();
    private final byte[] buffer = new byte[BUFFER_BYTES];
    private int position;
    private int limit;
    private byte[] line = new byte[BUFFER_BYTES];
    private int length;
    private long number;
    private boolean carriageReturn;
    private boolean continued;
    private boolean toBeContinued;
    private long notUtf8;

    /** The lines of a stream; those with more bytes than given come in pieces. */
    Lines(InputStream in, int lineBytesMax) {
        this.in = in;
        this.lineBytesMax = lineBytesMax;
    }

    /** The next line, or null at the end. Of a line that is too long, the next piece. */
    @Nullable
    String next() throws IOException {
        length = 0;
        continued = toBeContinued;
        toBeContinued = false;
        while (true) {
            if (position == limit) {
                limit = Math.max(0, in.read(buffer));
                position = 0;
                if (limit == 0) {
                    return length > 0 ? text() : null;
                }
            }
            int end = position;
            int last = Math.min(limit, position + lineBytesMax - length);
            while (end < last && buffer[end] != '\n') {
                end++;
            }
            keep(end);
            if (end < limit && buffer[end] == '\n') {
                position++;
                if (length > 0 || !continued) { // the end of a line whose last piece was full is no piece
                    return text();
                }
                continued = false;
            } else if (length == lineBytesMax) {
                toBeContinued = true;
                return text();
            }
        }
    }

    private void keep(int end) {
        int count = end - position;
        if (length + count > line.length) {
            line = Arrays.copyOf(line, Math.min(lineBytesMax, Math.max(length + count, line.length * 2)));
        }
        System.arraycopy(buffer, position, line, length, count);
        length += count;
        position = end;
    }

    private String text() {
        number += continued ? 0 : 1;
        carriageReturn = length > 0 && !toBeContinued && line[length - 1] == '\r';
        int end = carriageReturn ? length - 1 : length;
        int start = number == 1 && !continued && startsWithByteOrderMark(end) ? 3 : 0;
        String text = new String(line, start, end - start, StandardCharsets.UTF_8);
        return text.indexOf(REPLACEMENT) < 0 ? text : replaced(text, start, end);
    }

    /** The text if it has the replacement character of its own, else the bytes as ISO-8859-1. */
    private String replaced(String text, int start, int end) {
        try {
            utf8.decode(ByteBuffer.wrap(line, start, end - start));
            return text;
        } catch (CharacterCodingException e) {
            notUtf8++; // or a piece whose cut splits a character
            return new String(line, start, end - start, StandardCharsets.ISO_8859_1);
        }
    }

    private boolean startsWithByteOrderMark(int end) {
        return end >= 3 && line[0] == (byte) 0xEF && line[1] == (byte) 0xBB && line[2] == (byte) 0xBF;
    }

    /** The number of the last line, from 1. */
    long number() {
        return number;
    }

    /** Whether the last line ended with a carriage return. */
    boolean carriageReturn() {
        return carriageReturn;
    }

    /** Whether the last piece goes on in the next. */
    boolean toBeContinued() {
        return toBeContinued;
    }

    /** Whether the last piece goes on from the one before. */
    boolean continued() {
        return continued;
    }

    /** Says how many lines were not UTF-8, if any. */
    void noteNotUtf8(String name, Rejections rejections) {
        if (notUtf8 > 0) {
            rejections.note(name + ": " + notUtf8 + " lines were not UTF-8 and were read as ISO-8859-1");
        }
    }
}
