/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.entropy.Guesses;
import io.ttlog.storage.entropy.Indexes;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;

/**
 * What messages of one chunk have in common: pieces of text, and between them {@link TextSlot}s. A text that is like no other is a
 * template of one piece. Belongs to one chunk and one direction.
 */
final class TextTemplate {
    /** Different messages. */
    final int messageCount;

    final TextSlot[] slots;
    /** Where each piece starts in {@link #bytes}, and where the next would. */
    final int[] pieceStarts;

    final int[] pieceEnds;
    private byte[] bytes;

    /** The number in the chunk of each message that came. */
    private final IntArray messages = new IntArray();

    private Indexes order;
    private boolean begun;

    TextTemplate(int messageCount, TextSlot[] slots, byte[] bytes, int[] pieceStarts, int[] pieceEnds) {
        this.messageCount = messageCount;
        this.slots = slots;
        this.bytes = bytes;
        this.pieceStarts = pieceStarts;
        this.pieceEnds = pieceEnds;
        order = new Indexes(new Guesses(0), 0, 0, false);
    }

    void write(ByteWriter target) {
        target.putVarint(messageCount).putVarint(slots.length);
        for (int i = 0; i < slots.length; i++) {
            slots[i].write(i, target);
        }
        for (int i = 0; i <= slots.length; i++) {
            target.putVarint(pieceEnds[i] - pieceStarts[i]);
        }
    }

    void writePieces(ByteWriter target) {
        for (int i = 0; i <= slots.length; i++) {
            target.putBytes(bytes, pieceStarts[i], pieceEnds[i] - pieceStarts[i]);
        }
    }

    static TextTemplate read(ByteReader source, int messagesMax, int slotsMax) {
        int messageCount = source.readCount(messagesMax, "messages of a template");
        int slotCount = source.readCount(Math.min(slotsMax, source.remaining()), "slots of a template");
        TextSlot[] slots = new TextSlot[slotCount];
        for (int i = 0; i < slotCount; i++) {
            slots[i] = TextSlot.read(i, messageCount, source);
        }
        int[] lengths = new int[slotCount + 1];
        for (int i = 0; i <= slotCount; i++) {
            lengths[i] = source.readCount(source.remaining(), "piece of");
        }
        return new TextTemplate(messageCount, slots, source.array(), new int[slotCount + 1], lengths);
    }

    /** After all templates: where the pieces lie. */
    void readPieces(ByteReader source) {
        for (int i = 0; i <= slots.length; i++) {
            int length = pieceEnds[i];
            pieceStarts[i] = source.skip(length);
            pieceEnds[i] = pieceStarts[i] + length;
        }
    }

    /** The order of its messages; made ready at the first call. */
    Indexes order(int column, Guesses guesses, int[][] sharedModels) {
        if (!begun) {
            begun = true;
            order = new Indexes(guesses, column, messageCount, false);
            for (int i = 0; i < slots.length; i++) {
                slots[i].begin(column + 1 + i, guesses, messageCount, sharedModels);
            }
        }
        return order;
    }

    /** Values in all slots of all messages. */
    long slotValues() {
        return (long) messageCount * slots.length;
    }

    int pieceBytes() {
        int sum = 0;
        for (int i = 0; i <= slots.length; i++) {
            sum += pieceEnds[i] - pieceStarts[i];
        }
        return sum;
    }

    IntArray messages() {
        return messages;
    }

    /** Appends a piece of text. */
    void putPiece(int piece, ByteWriter target) {
        target.putBytes(bytes, pieceStarts[piece], pieceEnds[piece] - pieceStarts[piece]);
    }

    /** Appends a number as a slot writes it. */
    static void putNumber(TextSlot slot, long value, BitCoder coder, ByteWriter target) {
        boolean inRange = switch (slot.kind) {
            case TextSlot.NUMBER -> ClockText.isNumberInRange(value);
            case TextSlot.DIGITS -> ClockText.isDigitsInRange(value, slot.digits);
            default -> ClockText.isClockInRange(value, slot.digits);
        };
        if (!inRange) {
            throw coder.corrupt("number " + value + " in a slot of kind " + slot.kind);
        }
        switch (slot.kind) {
            case TextSlot.NUMBER -> ClockText.putNumber(value, target);
            case TextSlot.DIGITS -> ClockText.putDigits(value, slot.digits, target);
            case TextSlot.CLOCK -> ClockText.putClock(value, slot.digits, '.', target);
            default -> ClockText.putClock(value, slot.digits, ',', target);
        }
    }
}
