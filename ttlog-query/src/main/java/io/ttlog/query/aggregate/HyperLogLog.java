/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.aggregate;

import java.util.Arrays;

/**
 * About how many different hashes came: exact up to {@link #EXACT_MAX}, then by 6,552 registers of 5 bits, 4,096 bytes in all (Flajolet and
 * others, 2007; estimator of Ertl, "New cardinality estimation algorithms for HyperLogLog sketches", 2017). The standard error is 1.04 by the root of the
 * number of registers, 1.29%. The number is no power of two, so a register is chosen by the upper bits of a product.
 */
final class HyperLogLog {
    static final int EXACT_MAX = 256;
    private static final int REGISTERS = 6_552;
    private static final int BITS = 5;
    private static final int RANK_MAX = (1 << BITS) - 1;

    /** Hashes by open addressing while they are few; 0 is free. */
    private long[] few = new long[16];

    private int fewCount;
    private boolean zeroSeen;
    private byte[] registers = new byte[0];

    static long hash(long value) {
        long h = value + 0x9E3779B97F4A7C15L; // SplitMix64's finalizer: a bijection
        h = (h ^ h >>> 30) * 0xBF58476D1CE4E5B9L;
        h = (h ^ h >>> 27) * 0x94D049BB133111EBL;
        return h ^ h >>> 31;
    }

    static long hash(String text) {
        long h = text.length();
        for (int i = 0; i < text.length(); i++) {
            h = (h ^ text.charAt(i)) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 32;
        }
        return hash(h);
    }

    static long hash(byte[] bytes) {
        long h = ~bytes.length;
        for (byte b : bytes) {
            h = (h ^ b) * 0x9E3779B97F4A7C15L;
            h ^= h >>> 32;
        }
        return hash(h);
    }

    boolean isExact() {
        return registers.length == 0;
    }

    void add(long hash) {
        if (!isExact()) {
            register(hash);
        } else if (hash == 0) {
            zeroSeen = true;
        } else {
            int slot = (int) hash & few.length - 1;
            while (few[slot] != 0 && few[slot] != hash) {
                slot = slot + 1 & few.length - 1;
            }
            if (few[slot] == 0) {
                few[slot] = hash;
                if (++fewCount > EXACT_MAX) {
                    toRegisters();
                } else if (fewCount * 2 > few.length) {
                    long[] before = few;
                    few = new long[before.length * 2];
                    fewCount = 0;
                    addAll(before);
                }
            }
        }
    }

    private void addAll(long[] hashes) {
        for (long hash : hashes) {
            if (hash != 0) {
                add(hash);
            }
        }
    }

    private void toRegisters() {
        registers = new byte[(REGISTERS * BITS + 7) / 8 + 1];
        for (long hash : few) {
            if (hash != 0) {
                register(hash);
            }
        }
        if (zeroSeen) {
            register(0);
        }
        few = new long[0];
    }

    /** Leading zeros of the lower bits of the product, which its upper bits leave unused. */
    private void register(long hash) {
        int index = (int) Math.multiplyHigh(hash >>> 1, (long) REGISTERS << 1);
        int rank = Math.min(RANK_MAX, Long.numberOfLeadingZeros(hash * 0xD1342543DE82EF95L) + 1);
        if (rank > rank(index)) {
            setRank(index, rank);
        }
    }

    private int rank(int index) {
        int bit = index * BITS;
        int pair = registers[bit >> 3] & 0xFF | (registers[(bit >> 3) + 1] & 0xFF) << 8;
        return pair >> (bit & 7) & RANK_MAX;
    }

    private void setRank(int index, int rank) {
        int bit = index * BITS;
        int at = bit >> 3;
        int pair = registers[at] & 0xFF | (registers[at + 1] & 0xFF) << 8;
        pair = pair & ~(RANK_MAX << (bit & 7)) | rank << (bit & 7);
        registers[at] = (byte) pair;
        registers[at + 1] = (byte) (pair >> 8);
    }

    void add(HyperLogLog other) {
        if (other.isExact()) {
            addAll(other.few);
            if (other.zeroSeen) {
                add(0);
            }
            return;
        }
        if (isExact()) {
            toRegisters();
        }
        for (int i = 0; i < REGISTERS; i++) {
            if (other.rank(i) > rank(i)) {
                setRank(i, other.rank(i));
            }
        }
    }

    long estimate() {
        if (isExact()) {
            return (long) fewCount + (zeroSeen ? 1 : 0);
        }
        int[] counts = new int[RANK_MAX + 1];
        for (int i = 0; i < REGISTERS; i++) {
            counts[rank(i)]++;
        }
        double z = REGISTERS * tau(1 - (double) counts[RANK_MAX] / REGISTERS);
        for (int rank = RANK_MAX - 1; rank >= 1; rank--) {
            z = 0.5 * (z + counts[rank]);
        }
        z += REGISTERS * sigma((double) counts[0] / REGISTERS);
        return Math.round(REGISTERS / (2 * Math.log(2)) * REGISTERS / z);
    }

    /** Corrects for registers that nothing reached. */
    private static double sigma(double x) {
        if (x == 1) {
            return Double.POSITIVE_INFINITY;
        }
        double power = x;
        double sum = x;
        double factor = 1;
        double before;
        do {
            power *= power;
            before = sum;
            sum += power * factor;
            factor += factor;
        } while (sum != before);
        return sum;
    }

    /** Corrects for registers that are full. */
    private static double tau(double x) {
        if (x == 0 || x == 1) {
            return 0;
        }
        double root = x;
        double factor = 1;
        double sum = 1 - x;
        double before;
        do {
            root = Math.sqrt(root);
            before = sum;
            factor *= 0.5;
            sum -= (1 - root) * (1 - root) * factor;
        } while (sum != before);
        return sum / 3;
    }

    int bytes() {
        return isExact() ? few.length * Long.BYTES : registers.length;
    }

    @Override
    public String toString() {
        return estimate() + Arrays.toString(new int[] {bytes()});
    }
}
