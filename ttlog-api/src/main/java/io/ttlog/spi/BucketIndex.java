/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.spi;

/**
 * In which bucket of a base-2 exponential histogram a number lies, as OpenTelemetry defines it: at a scale the buckets have the bounds
 * {@code 2^(i / 2^scale)}, bucket {@code i} has the numbers above its lower bound up to and with its upper one. Each bucket is two of the
 * next larger scale, so an index at a smaller scale is an index at {@link #SCALE_MAX} shifted to the right.
 *
 * <p>Without a logarithm: the exponent is in the bits of the number, and the first bits of the mantissa lead to the only bound that can lie near
 * it. The bounds are right to the last bit or the one before, as those of everybody who calculates them in doubles.
 */
final class BucketIndex {
    /** The finest scale: 128 buckets from one power of two to the next, each 0.54% wide. */
    static final int SCALE_MAX = 7;

    private static final int PER_OCTAVE = 1 << SCALE_MAX;
    private static final int MANTISSA_BITS = 52;
    private static final long MANTISSA_MASK = (1L << MANTISSA_BITS) - 1;
    /** Twice as many cells as buckets: narrower than the narrowest bucket, so no cell has two bounds. */
    private static final int CELL_BITS = SCALE_MAX + 1;

    private static final int CELL_SHIFT = MANTISSA_BITS - CELL_BITS;
    private static final int CELL_MASK = (1 << CELL_BITS) - 1;
    private static final int SUBNORMAL_SHIFT = 54;

    /** A sum of mantissa and cell has the bucket above so many bits. */
    private static final int BUCKET_SHIFT = MANTISSA_BITS + 1;

    /**
     * For each cell, what makes of a mantissa in it the bucket, in the bits from {@link #BUCKET_SHIFT} on: the last bucket that begins below the
     * cell, and as much as carries over into the next one just when the mantissa is above the bound between both.
     */
    private static final long[] CELLS = new long[1 << CELL_BITS];

    static {
        long[] bounds = new long[PER_OCTAVE + 1]; // as mantissas, from 1.0 on; the last one is above all
        for (int i = 0; i < PER_OCTAVE; i++) {
            bounds[i] = Double.doubleToRawLongBits(StrictMath.pow(2, (double) i / PER_OCTAVE)) & MANTISSA_MASK;
        }
        bounds[PER_OCTAVE] = MANTISSA_MASK + 1;
        for (int cell = 0, bound = 0; cell < CELLS.length; cell++) {
            while (bounds[bound] < (long) cell << CELL_SHIFT) {
                bound++;
            }
            CELLS[cell] = ((long) bound << BUCKET_SHIFT) - 1 - bounds[bound];
        }
    }

    private BucketIndex() {}

    /** The bucket at {@link #SCALE_MAX} of a positive normal number, by its bits. */
    static int of(long bits) {
        final long inOctave = (bits & MANTISSA_MASK) + CELLS[(int) (bits >>> CELL_SHIFT) & CELL_MASK];
        return ((int) (bits >>> MANTISSA_BITS) - Double.MAX_EXPONENT << SCALE_MAX) + (int) (inOctave >> BUCKET_SHIFT);
    }

    /** The bucket at {@link #SCALE_MAX} of any positive number. */
    static int of(double positive) {
        if (positive >= Double.MIN_NORMAL) {
            return of(Double.doubleToRawLongBits(positive));
        }
        return of(Double.doubleToRawLongBits(positive * 0x1p54)) - (SUBNORMAL_SHIFT << SCALE_MAX);
    }
}
