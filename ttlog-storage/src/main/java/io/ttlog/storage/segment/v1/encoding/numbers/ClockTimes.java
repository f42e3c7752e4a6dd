/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.Clocks;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;

/**
 * Times of series that were read together: for each stretch one number, as {@link LongLayout}: 0, or 1 and its place in the clocks of the
 * segment ({@link Clocks}); then the times of the stretches that have 0, as {@link StretchLongs}.
 */
public final class ClockTimes implements ColumnEncoding {
    @Override
    public int id() {
        return 44;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.TIMESTAMP;
    }

    @Override
    public boolean costly() {
        return true;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        return false; // without clocks
    }

    @Override
    public boolean encode(Values values, Neighbours neighbours, ByteWriter target) {
        Clocks clocks = neighbours.clocks();
        if (clocks == null) {
            return false;
        }
        long[] bits = ((NumberValues) values).bits();
        int[] ends = neighbours.stretchEnds(values.count());
        long[] places = new long[ends.length];
        long[] own = new long[values.count()];
        int[] ownEnds = new int[ends.length];
        int ownCount = 0;
        int ownStretches = 0;
        int start = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            int end = ends[stretch];
            places[stretch] = clocks.place(bits, start, end) + 1L;
            if (places[stretch] == 0) {
                System.arraycopy(bits, start, own, ownCount, end - start);
                ownCount += end - start;
                ownEnds[ownStretches++] = ownCount;
            }
            start = end;
        }
        if (ownStretches == ends.length) {
            return false;
        }
        LongLayout.put(places, 0, places.length, neighbours, target);
        if (ownCount > 0) {
            StretchLongs.put(own, ownCount, Arrays.copyOf(ownEnds, ownStretches), neighbours, target);
        }
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        return decode(source, count, Neighbours.none(count));
    }

    @Override
    public Values decode(ByteReader source, int count, Neighbours neighbours) {
        int[] ends = neighbours.stretchEnds(count);
        long[] places = new long[ends.length];
        LongLayout.get(source, places, 0, places.length);
        int[] ownEnds = new int[ends.length];
        int ownCount = 0;
        int ownStretches = 0;
        int start = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            if (places[stretch] == 0) {
                ownCount += ends[stretch] - start;
                ownEnds[ownStretches++] = ownCount;
            }
            start = ends[stretch];
        }
        long[] own =
                ownCount == 0 ? new long[0] : StretchLongs.get(source, ownCount, Arrays.copyOf(ownEnds, ownStretches));
        source.expectEnd();
        long[] bits = new long[count];
        int ownAt = 0;
        start = 0;
        for (int stretch = 0; stretch < ends.length; stretch++) {
            int length = ends[stretch] - start;
            long place = places[stretch] - 1;
            if (place == -1) {
                System.arraycopy(own, ownAt, bits, start, length);
                ownAt += length;
            } else {
                long[] clock = place < 0 || place >= (long) Clocks.CLOCKS_MAX * Clocks.TIMES_MAX
                        ? null
                        : neighbours.clock((int) place / Clocks.TIMES_MAX);
                int at = (int) place % Clocks.TIMES_MAX;
                if (clock == null || length > clock.length - at) {
                    throw source.corrupt(length + " times at " + place + " of the clocks");
                }
                System.arraycopy(clock, at, bits, start, length);
            }
            start = ends[stretch];
        }
        return new NumberValues(bits, count);
    }
}
