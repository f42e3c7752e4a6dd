/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.Level;
import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Event records whose bytes nobody vouches for: what the checking reader lets through, every accessor can read. */
class EventReaderFuzz extends FuzzContract {
    private static final int OFFSET = 3; // no alignment may be taken for granted

    /** Any id has a text: holes, hostile ones, and names that are too few for all fields to differ. */
    private static String text(int symbol) {
        return switch (symbol & 7) {
            case 0 -> "";
            case 1 -> "User {user_id} logged in from {ip}";
            case 2 -> "user_id";
            case 3 -> "ip";
            case 4 -> "{} {{ } {ip";
            default -> SampleEvents.HOSTILE_TEXTS.get((symbol & 0xFF) % SampleEvents.HOSTILE_TEXTS.size());
        };
    }

    @Override
    protected boolean isAccepted(byte[] input) {
        byte[] bytes = new byte[input.length + 2 * OFFSET];
        System.arraycopy(input, 0, bytes, OFFSET, input.length);
        EventReader reader = new EventReader();
        try {
            reader.wrapChecked(bytes, OFFSET, OFFSET + input.length, "fuzz", 0);
        } catch (CorruptDataException e) {
            return false;
        }
        if (reader.recordBytes() > input.length) {
            throw new AssertionError("a record of " + reader.recordBytes() + " in " + input.length);
        }
        Event event = Event.of(reader, EventReaderFuzz::text, new EventText(EventReaderFuzz::text));
        if (event.fields().size() != reader.fieldCount()) {
            throw new AssertionError(event + " instead of " + reader.fieldCount() + " fields");
        }
        EventReader trusting = new EventReader().wrap(bytes, OFFSET);
        Event again = Event.of(trusting, EventReaderFuzz::text, new EventText(EventReaderFuzz::text));
        if (!again.equals(event)) {
            throw new AssertionError(again + " instead of " + event);
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        List<byte[]> records = new SampleEvents(new Symbols()).fixed();
        for (int i = 0; i < records.size(); i++) {
            seeds.put("event-" + i, records.get(i));
        }
        seeds.put("weighted", new SampleEvents(new Symbols()).weighted());
        List<byte[]> gaps = new SampleEvents(new Symbols()).gaps();
        for (int i = 0; i < gaps.size(); i++) {
            seeds.put("gap-" + i, gaps.get(i));
        }
        EventEncoder encoder = new EventEncoder();
        encoder.beginLog(Level.INFO, 1, 3, 4, 5, 6);
        encoder.field(2, 7L).field(3, "\uD800");
        seeds.put("template", SampleEvents.record(encoder));
        return seeds;
    }

    @Override
    protected long allocatedBytesMax() {
        return 16L << 20;
    }
}
