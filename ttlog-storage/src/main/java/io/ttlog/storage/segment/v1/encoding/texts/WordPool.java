/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * The words of a chunk in the order in which coding met them, each once: texts as they are, identifiers in hexadecimal as raw
 * bytes. They lie outside of the coded bits, where the block codec finds what repeats in them.
 */
final class WordPool {
    private static final int TEXT = 0;
    private static final int UUID = 1;
    private static final int HEX = 2;
    private static final int HEX_UPPER = 3;
    private static final int NESTED = 4;
    private static final int KIND_BITS = 3;
    private static final int HEX_DIGITS_MAX = 128;

    /** A nested word has no other in it: its slots would be asked for two words at once. */
    private static final int DEPTH_MAX = 1;

    private static final byte[] LOWER = "0123456789abcdef".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
    private static final byte[] UPPER = "0123456789ABCDEF".getBytes(java.nio.charset.StandardCharsets.US_ASCII);

    private final int[] newModel = BitCoder.models(8);
    private final int[] backModels = BitCoder.models(BitCoder.NUMBER_MODELS);
    private final int[] kindModels = BitCoder.models(8 << KIND_BITS);
    private final int[] lengthModels = BitCoder.models(BitCoder.NUMBER_MODELS);
    private int newHistory;
    private int lastKind;
    private int size;

    private @Nullable Nested nested;
    private int depth;

    /** Codes words that have a template. */
    interface Nested {
        /** Whether a word has one. */
        boolean has(int word);

        /** Codes it, and appends it to the texts when reading. */
        void code(int word, ByteWriter texts);
    }

    // Of the side that writes.
    private final ByteWriter texts = new ByteWriter();
    private final ByteWriter ids = new ByteWriter();
    private byte[] wordBytes = new byte[0];
    private IntArray wordStarts = new IntArray();
    private IntArray wordEnds = new IntArray();
    private int[] numberPlusOne = new int[0];

    // Of the side that reads: the words as texts.
    private final boolean writes;
    private final ByteWriter read = new ByteWriter();
    private final IntArray offsets = new IntArray();
    private byte[] source = new byte[0];
    private int textAt;
    private int textsEnd;
    private int idAt;
    private int idsEnd;

    /** For writing: words lie between those places. */
    WordPool(byte[] bytes, IntArray starts, IntArray ends) {
        writes = true;
        wordBytes = bytes;
        wordStarts = starts;
        wordEnds = ends;
        numberPlusOne = new int[starts.size()];
    }

    /** For reading: takes the part of the source that {@link #write} wrote. */
    WordPool(ByteReader in) {
        writes = false;
        source = in.array();
        int textBytes = in.readCount(in.remaining(), "text bytes");
        int idBytes = in.readCount(in.remaining(), "id bytes");
        textAt = in.skip(textBytes);
        textsEnd = textAt + textBytes;
        idAt = in.skip(idBytes);
        idsEnd = idAt + idBytes;
        offsets.add(0);
    }

    /** Who codes words that have a template; before the first word. */
    void nested(Nested coder) {
        nested = coder;
    }

    /** Writes the bytes of the words that were coded. */
    void write(ByteWriter target) {
        target.putVarint(texts.length()).putVarint(ids.length());
        target.putBytes(texts.array(), 0, texts.length());
        target.putBytes(ids.array(), 0, ids.length());
    }

    /**
     * Codes a word that is new to its slot.
     *
     * @param word its number where the writer found it
     * @return its number here
     */
    int code(BitCoder coder, int word) {
        int known = writes ? numberPlusOne[word] : 0;
        int isNew = size == 0 ? 1 : coder.bit(newModel, newHistory, known == 0 ? 1 : 0);
        newHistory = (newHistory << 1 | isNew) & 7;
        if (isNew == 0) {
            long back = coder.number(backModels, 0, size - (long) known);
            if (back < 0 || back >= size) {
                throw coder.corrupt("word " + back + " before the last of " + size);
            }
            return size - 1 - (int) back;
        }
        int kind = coder.symbol(kindModels, lastKind << KIND_BITS, KIND_BITS, writes ? kindOf(word) : 0);
        lastKind = kind;
        switch (kind) {
            case TEXT -> text(coder, word);
            case UUID -> uuid(coder, word);
            case HEX -> hex(coder, word, LOWER);
            case HEX_UPPER -> hex(coder, word, UPPER);
            default -> nested(coder, kind, word);
        }
        if (writes) {
            numberPlusOne[word] = size + 1;
        }
        if (!writes) {
            if (read.length() > Chunk.NATURAL_BYTES_MAX) {
                throw coder.corrupt("words of more than " + Chunk.NATURAL_BYTES_MAX + " bytes");
            }
            offsets.add(read.length());
        }
        return size++;
    }

    /** The number here of a word that the writer found; -1 when it was not coded yet. */
    int known(int word) {
        return writes ? numberPlusOne[word] - 1 : -1;
    }

    /** Whether that number is one of a word that came. */
    boolean has(int number) {
        return number < size;
    }

    private int kindOf(int word) {
        Nested known = nested;
        if (known != null && depth < DEPTH_MAX && known.has(word)) {
            return NESTED;
        }
        int from = wordStarts.get(word);
        int to = wordEnds.get(word);
        int length = to - from;
        boolean uuid = length == TextScan.UUID_CHARS && TextScan.isUuid(wordBytes, from, to);
        if (!uuid && (length < TextScan.HEX_DIGITS_MIN || length > HEX_DIGITS_MAX || (length & 1) != 0)) {
            return TEXT;
        }
        boolean lower = false;
        boolean upper = false;
        for (int i = from; i < to; i++) {
            int c = wordBytes[i];
            if (!uuid && !TextScan.isHex(c)) {
                return TEXT;
            }
            lower |= c >= 'a' && c <= 'f';
            upper |= c >= 'A' && c <= 'F';
        }
        if (uuid) {
            return upper ? TEXT : UUID;
        }
        return lower && upper || !lower && !upper ? TEXT : upper ? HEX_UPPER : HEX;
    }

    private void nested(BitCoder coder, int kind, int word) {
        Nested known = nested;
        if (kind != NESTED || known == null || depth == DEPTH_MAX) {
            throw coder.corrupt("word of kind " + kind + " at depth " + depth);
        }
        depth++;
        ByteWriter texts = new ByteWriter();
        known.code(word, texts);
        depth--;
        read.putBytes(texts.array(), 0, texts.length());
    }

    private void text(BitCoder coder, int word) {
        int length = length(coder, word);
        if (writes) {
            texts.putBytes(wordBytes, wordStarts.get(word), length);
            return;
        }
        if (length < 0 || length > textsEnd - textAt) {
            throw coder.corrupt("word of " + length + " bytes where " + (textsEnd - textAt) + " are left");
        }
        read.putBytes(source, textAt, length);
        textAt += length;
    }

    private int length(BitCoder coder, int word) {
        long length = coder.number(lengthModels, 0, writes ? wordEnds.get(word) - wordStarts.get(word) : 0);
        return length < 0 || length > Chunk.NATURAL_BYTES_MAX ? -1 : (int) length;
    }

    private void uuid(BitCoder coder, int word) {
        if (writes) {
            for (int i = wordStarts.get(word); i < wordEnds.get(word); ) {
                if (wordBytes[i] == '-') {
                    i++;
                } else {
                    ids.putByte(Character.digit(wordBytes[i], 16) << 4 | Character.digit(wordBytes[i + 1], 16));
                    i += 2;
                }
            }
            return;
        }
        takeIds(coder, 16);
        int to = read.reserve(TextScan.UUID_CHARS);
        byte[] out = read.array();
        for (int i = 0; i < 16; i++) {
            if (i == 4 || i == 6 || i == 8 || i == 10) {
                out[to++] = '-';
            }
            out[to++] = LOWER[source[idAt] >>> 4 & 15];
            out[to++] = LOWER[source[idAt++] & 15];
        }
    }

    private void hex(BitCoder coder, int word, byte[] digits) {
        int length = length(coder, word);
        if (writes) {
            for (int i = wordStarts.get(word); i < wordEnds.get(word); i += 2) {
                ids.putByte(Character.digit(wordBytes[i], 16) << 4 | Character.digit(wordBytes[i + 1], 16));
            }
            return;
        }
        if (length < 0 || length > HEX_DIGITS_MAX || (length & 1) != 0) {
            throw coder.corrupt("identifier of " + length + " digits");
        }
        takeIds(coder, length / 2);
        int to = read.reserve(length);
        byte[] out = read.array();
        for (int i = 0; i < length / 2; i++) {
            out[to++] = digits[source[idAt] >>> 4 & 15];
            out[to++] = digits[source[idAt++] & 15];
        }
    }

    private void takeIds(BitCoder coder, int bytes) {
        if (bytes > idsEnd - idAt) {
            throw coder.corrupt("identifier of " + bytes + " bytes where " + (idsEnd - idAt) + " are left");
        }
    }

    /** Appends a word to a text. */
    void put(int number, ByteWriter target) {
        int from = offsets.get(number);
        target.putBytes(read.array(), from, offsets.get(number + 1) - from);
    }

    /** Throws unless all bytes of words were used. */
    void expectEnd(BitCoder coder) {
        if (textAt != textsEnd || idAt != idsEnd) {
            throw coder.corrupt(textsEnd - textAt + idsEnd - idAt + " bytes of words too many");
        }
    }
}
