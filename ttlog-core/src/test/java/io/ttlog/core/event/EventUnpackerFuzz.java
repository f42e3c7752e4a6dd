/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.FuzzContract;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Packed events whose bytes nobody vouches for, behind how many they are and what they become (i32 each): what is well-formed comes
 * back when it is packed again.
 */
class EventUnpackerFuzz extends FuzzContract {
    private static final int COUNTS_BYTES = 2 * Integer.BYTES;
    private static final int EVENT_BYTES_MAX = 1 << 20; // the caller's duty to bound

    @Override
    protected boolean isAccepted(byte[] input) {
        if (input.length < COUNTS_BYTES) {
            return false;
        }
        int count = EventFormat.getInt(input, 0);
        int bytes = EventFormat.getInt(input, Integer.BYTES);
        if (bytes > EVENT_BYTES_MAX) {
            return false;
        }
        byte[] records;
        EventPacker packer = new EventPacker();
        try {
            records = EventUnpacker.unpack(input, COUNTS_BYTES, input.length, count, bytes, "fuzz", 0);
            EventReader reader = new EventReader();
            int at = 0;
            for (int i = 0; i < count; i++) {
                reader.wrapChecked(records, at, bytes, "fuzz", at);
                Shape shape = packer.shapeOf(records, at);
                packer.add(shape == null ? packer.newShape(records, at) : shape, records, at);
                at += reader.recordBytes();
            }
            if (at != bytes) {
                throw new AssertionError(count + " records have " + at + " bytes instead of " + bytes);
            }
        } catch (CorruptDataException e) {
            return false;
        }
        byte[] packed = new byte[packer.packedBytes()];
        packer.copyTo(packed, 0);
        byte[] again = EventUnpacker.unpack(packed, 0, packed.length, count, bytes, "fuzz, again", 0);
        if (!Arrays.equals(again, records)) {
            throw new AssertionError(count + " records do not come back");
        }
        return true;
    }

    @Override
    protected Map<String, byte[]> written() {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        SampleEvents samples = new SampleEvents(new Symbols());
        List<byte[]> fixed = samples.fixed();
        for (int i = 0; i < fixed.size(); i++) {
            seeds.put("event-" + i, packed(List.of(fixed.get(i))));
        }
        seeds.put("again", packed(List.of(fixed.get(0), fixed.get(0), fixed.get(3), fixed.get(0), fixed.get(3))));
        seeds.put("weighted", packed(List.of(samples.weighted())));
        seeds.put("gaps", packed(samples.gaps()));
        return seeds;
    }

    private static byte[] packed(List<byte[]> records) {
        EventPacker packer = new EventPacker();
        for (byte[] record : records) {
            Shape shape = packer.shapeOf(record, 0);
            packer.add(shape == null ? packer.newShape(record, 0) : shape, record, 0);
        }
        byte[] input = new byte[COUNTS_BYTES + packer.packedBytes()];
        EventFormat.putInt(input, 0, packer.eventCount());
        EventFormat.putInt(input, Integer.BYTES, packer.eventBytes());
        packer.copyTo(input, COUNTS_BYTES);
        return input;
    }

    @Override
    protected long allocatedBytesMax() {
        return 16L << 20;
    }
}
