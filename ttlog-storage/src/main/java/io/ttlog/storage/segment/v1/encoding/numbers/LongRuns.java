/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.numbers;

import io.ttlog.storage.chunk.NumberValues;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.util.Arrays;

/** Runs of equal values: the length as varint, the difference to the run before as zigzag varint. */
public final class LongRuns implements ColumnEncoding {
    @Override
    public int id() {
        return 5;
    }

    @Override
    public boolean fits(ColumnType type) {
        return Numbers.isNumber(type);
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        long[] bits = ((NumberValues) values).bits();
        int count = values.count();
        int runsMax = count / 2 + 1;
        long before = 0;
        int runs = 0;
        for (int i = 0; i < count; ) {
            int end = i + 1;
            while (end < count && bits[end] == bits[i]) {
                end++;
            }
            if (++runs > runsMax) {
                return false;
            }
            target.putVarint(end - i).putZigzag(bits[i] - before);
            before = bits[i];
            i = end;
        }
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        long[] bits = new long[count];
        long value = 0;
        for (int i = 0; i < count; ) {
            int run = source.readCount(count - i, "run of");
            if (run == 0) {
                throw source.corrupt("run of 0");
            }
            value += source.readZigzag();
            Arrays.fill(bits, i, i + run, value);
            i += run;
        }
        source.expectEnd();
        return new NumberValues(bits, count);
    }
}
