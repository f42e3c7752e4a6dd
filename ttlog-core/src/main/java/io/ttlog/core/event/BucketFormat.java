/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

import io.ttlog.core.CorruptDataException;
import io.ttlog.spi.ExponentialBuckets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The buckets of a histogram as bytes (RFC-0016), in records and in the column {@code buckets}. A varint has seven bits in each byte, the lowest
 * first; a zigzag is a varint of {@code n << 1 ^ n >> 63}.
 *
 * <pre>
 * scale zigzag | zeros varint | positive row | negative row
 * row:  number of buckets varint, 0: no more | index of the lowest zigzag | count varint *
 * </pre>
 *
 * The lowest and the highest bucket of a row are not 0. Bucket {@code i} has the numbers above {@code 2^(i / 2^scale)} up to and with {@code
 * 2^((i + 1) / 2^scale)}. Stateless.
 */
public final class BucketFormat {
    /** The coarsest scale: two buckets have all numbers. As OpenTelemetry's. */
    public static final int SCALE_MIN = -10;
    /** The finest scale. As OpenTelemetry's. */
    public static final int SCALE_MAX = 20;

    /** 2^-1074 is the smallest number of a double. */
    private static final long EXPONENT_MIN = -1075;

    private static final long EXPONENT_MAX = 1024;
    private static final int VARINT_BYTES_MAX = 10;

    private BucketFormat() {}

    /** The bytes of the buckets; allocates them. */
    public static byte[] bytes(ExponentialBuckets buckets) {
        int values = 4 + buckets.bucketCount(false) + 1 + buckets.bucketCount(true) + 1;
        byte[] out = new byte[values * VARINT_BYTES_MAX];
        int to = putZigzag(out, 0, buckets.scale());
        to = putVarint(out, to, buckets.zeros());
        to = putRow(out, to, buckets, false);
        to = putRow(out, to, buckets, true);
        return Arrays.copyOf(out, to);
    }

    private static int putRow(byte[] out, int start, ExponentialBuckets buckets, boolean negatives) {
        long[] counts = buckets.counts(negatives);
        int to = putVarint(out, start, counts.length);
        if (counts.length > 0) {
            to = putZigzag(out, to, buckets.lowest(negatives));
            for (long count : counts) {
                to = putVarint(out, to, count);
            }
        }
        return to;
    }

    /** Adds what the bytes say; believes nothing. Whatever the bytes, allocates no more than the buckets may have. */
    public static void addTo(ExponentialBuckets buckets, byte[] bytes, int from, int length, String source, long at) {
        new Reader(bytes, from, length, source, at).read(buckets);
    }

    /** Whether the bytes are buckets. */
    static void check(byte[] bytes, int from, int length, String source, long sourceOffset) {
        new Reader(bytes, from, length, source, sourceOffset).read(null);
    }

    private static int putZigzag(byte[] out, int start, long value) {
        return putVarint(out, start, value << 1 ^ value >> Long.SIZE - 1);
    }

    private static int putVarint(byte[] out, int start, long value) {
        int to = start;
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out[to++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        out[to++] = (byte) rest;
        return to;
    }

    private static final class Reader {
        private final byte[] bytes;
        private final int from;
        private final int end;
        private final String source;
        private final long sourceOffset;
        private int at;

        Reader(byte[] bytes, int from, int length, String source, long sourceOffset) {
            this.bytes = bytes;
            this.from = from;
            this.end = from + length;
            this.source = source;
            this.sourceOffset = sourceOffset;
            this.at = from;
        }

        void read(@Nullable ExponentialBuckets target) {
            long scale = zigzag();
            if (scale < SCALE_MIN || scale > SCALE_MAX) {
                throw corrupt("scale " + scale + ", which is from " + SCALE_MIN + " to " + SCALE_MAX);
            }
            long zeros = count();
            if (target != null) {
                target.addZeros(zeros);
            }
            row(target, (int) scale, false);
            row(target, (int) scale, true);
            if (at != end) {
                throw corrupt((end - at) + " bytes behind the buckets");
            }
        }

        private void row(@Nullable ExponentialBuckets target, int scale, boolean negatives) {
            long buckets = varint();
            if (buckets == 0) {
                return;
            }
            if (buckets < 0 || buckets > end - at) {
                throw corrupt(buckets + " buckets where " + (end - at) + " bytes are left");
            }
            long lowest = zigzag();
            long indexMin = scale >= 0 ? EXPONENT_MIN << scale : EXPONENT_MIN >> -scale;
            long indexMax = scale >= 0 ? (EXPONENT_MAX << scale) - 1 : EXPONENT_MAX - 1 >> -scale;
            if (lowest < indexMin || lowest > indexMax - buckets + 1) {
                throw corrupt(buckets + " buckets from " + lowest + " at scale " + scale + ", which has " + indexMin
                        + " to " + indexMax);
            }
            for (long i = 0; i < buckets; i++) {
                long count = count();
                if (count == 0 && (i == 0 || i == buckets - 1)) {
                    throw corrupt("a bucket of 0 at the end of a row");
                }
                if (target != null && count != 0) {
                    target.add(negatives, scale, (int) (lowest + i), count);
                }
            }
        }

        private long count() {
            long count = varint();
            if (count < 0) {
                throw corrupt("count " + count);
            }
            return count;
        }

        private long zigzag() {
            long value = varint();
            return value >>> 1 ^ -(value & 1);
        }

        private long varint() {
            long value = 0;
            for (int shift = 0; shift < 7 * VARINT_BYTES_MAX; shift += 7) {
                if (at == end) {
                    throw corrupt("buckets end after " + (end - from) + " bytes in the middle of a number");
                }
                byte next = bytes[at++];
                value |= (next & 0x7FL) << shift;
                if (next >= 0) {
                    return value;
                }
            }
            throw corrupt("a varint of more than " + VARINT_BYTES_MAX + " bytes");
        }

        private CorruptDataException corrupt(String problem) {
            return new CorruptDataException(source, sourceOffset + at - from, problem);
        }
    }
}
