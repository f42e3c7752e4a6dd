/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.entropy;

import io.ttlog.core.CorruptDataException;
import java.util.Arrays;

/**
 * Codes decisions by how probable they are. An encoder writes what it is given and returns it; a decoder ignores what it is given
 * and returns what was written. So a format is one method that runs with either.
 *
 * <p>A model is an int: in the upper bits the probability of a one in 1/65,536, in the lower seven how many decisions it has seen. Each
 * decision moves the probability by 1 / (seen + 1.5) of the way, at least by 1/{@link #SEEN_MAX}: fast at first, steady later (the
 * adaptive states of Mahoney's PAQ).
 */
public abstract class BitCoder {
    /** Models that {@link #number} takes. */
    public static final int NUMBER_MODELS = 128 + 65 * 8 + 1;

    private static final int SIGN_AT = NUMBER_MODELS - 1;

    private static final int SEEN_BITS = 7;
    private static final int SEEN_MASK = (1 << SEEN_BITS) - 1;
    private static final int SEEN_MAX = 100;
    private static final int MANTISSA_BITS_MODELLED = 3;
    private static final int LENGTH_BITS = 7;
    private static final int[] STEP = new int[SEEN_MAX + 1];

    static {
        for (int i = 0; i <= SEEN_MAX; i++) {
            STEP[i] = (int) (32768 / (i + 1.5));
        }
    }

    /** A model that has seen nothing. */
    static final int FRESH = 0x8000 << SEEN_BITS;

    BitCoder() {}

    /** Models that have seen nothing. */
    public static int[] models(int count) {
        int[] models = new int[count];
        Arrays.fill(models, FRESH);
        return models;
    }

    /** A model with an opinion that gives way fast: the probability of a one in 1/65,536. */
    public static int model(int probability) {
        return probability << SEEN_BITS | 1;
    }

    /** The probability of a one in 1/4,096, never 0 and never all. */
    static int probability(int model) {
        return Math.max(1, model >>> SEEN_BITS + 4);
    }

    static int learned(int model, int bit) {
        int seen = model & SEEN_MASK;
        int p = model >>> SEEN_BITS;
        p += ((bit << 16) - bit - p) * STEP[seen] >> 15;
        return p << SEEN_BITS | (seen < SEEN_MAX ? seen + 1 : seen);
    }

    /** One decision, 0 or 1, with a model that learns from it. */
    public abstract int bit(int[] models, int at, int bit);

    /** Up to 64 bits as they are. */
    public abstract long bits(int width, long value);

    /** An exception for what cannot be. */
    public abstract CorruptDataException corrupt(String problem);

    /** A number of that many bits, the upper first, each with a model of those above it: {@code 1 << width} models. */
    public final int symbol(int[] models, int at, int width, int value) {
        int node = 1;
        for (int shift = width - 1; shift >= 0; shift--) {
            node = node << 1 | bit(models, at + node, value >>> shift & 1);
        }
        return node - (1 << width);
    }

    /** A number, short when small or of usual size: its length in bits and its upper digits with {@link #NUMBER_MODELS} models. */
    public final long number(int[] models, int at, long value) {
        int length = symbol(models, at, LENGTH_BITS, Long.SIZE - Long.numberOfLeadingZeros(value));
        if (length <= 1) {
            return length;
        }
        if (length > Long.SIZE) {
            throw corrupt("number of " + length + " bits");
        }
        int modelled = Math.min(length - 1, MANTISSA_BITS_MODELLED);
        int base = at + (1 << LENGTH_BITS) + (length << MANTISSA_BITS_MODELLED);
        int node = 1;
        for (int i = 0; i < modelled; i++) {
            node = node << 1 | bit(models, base + node, (int) (value >>> length - 2 - i) & 1);
        }
        int rest = length - 1 - modelled;
        return rest == 0 ? node : (long) node << rest | bits(rest, value & (1L << rest) - 1);
    }

    /** A number that may be negative. */
    public final long signed(int[] models, int at, long value) {
        long size = number(models, at, value ^ value >> 63);
        return bit(models, at + SIGN_AT, value < 0 ? 1 : 0) == 0 ? size : ~size;
    }
}
