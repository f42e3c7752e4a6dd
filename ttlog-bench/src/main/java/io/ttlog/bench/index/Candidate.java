/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.index;

import io.ttlog.storage.index.RibbonFilter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/** A filter of the keys of one row group. */
interface Candidate {
    /** Whether it may hold the key. */
    boolean mayHold(long key);

    /** Its bytes. */
    long bytes();

    /** Makes one. */
    interface Building {
        /** Of distinct keys. */
        Candidate of(long[] keys);
    }

    private static long mixed(long value) {
        long mixed = (value ^ value >>> 33) * 0xFF51_AFD7_ED55_8CCDL;
        mixed = (mixed ^ mixed >>> 33) * 0xC4CE_B9FE_1A85_EC53L;
        return mixed ^ mixed >>> 33;
    }

    private static int reduced(long hash, int range) {
        return (int) ((hash >>> 32) * range >>> 32);
    }

    /** What the store has. */
    static Building ribbon(int bits) {
        return keys -> {
            byte[] filter = RibbonFilter.build(keys, keys.length, bits);
            ByteBuffer bytes = ByteBuffer.wrap(filter).order(ByteOrder.LITTLE_ENDIAN);
            int blocks = filter.length / (bits * Long.BYTES);
            return candidate(filter.length, key -> RibbonFilter.mayHold(bytes, 0, blocks, bits, key));
        };
    }

    /** A test of a key. */
    interface Probe {
        /** Whether it may be there. */
        boolean mayHold(long key);
    }

    private static Candidate candidate(long bytes, Probe probe) {
        return new Candidate() {
            @Override
            public boolean mayHold(long key) {
                return probe.mayHold(key);
            }

            @Override
            public long bytes() {
                return bytes;
            }
        };
    }

    /** Parquet's split-block Bloom filter: blocks of 256 bits, a bit in each of eight words. */
    static Building splitBlock(double bitsAKey) {
        return keys -> {
            int blocks = Math.max(1, (int) Math.ceil(keys.length * bitsAKey / 256));
            int[] words = new int[blocks * 8];
            int[] salts = {
                0x47b6137b, 0x44974d91, 0x8824ad5b, 0xa2b7289d, 0x705495c7, 0x2df1424b, 0x9efc4947, 0x5c6bfb31
            };
            for (long key : keys) {
                int block = reduced(key, blocks) * 8;
                for (int i = 0; i < 8; i++) {
                    words[block + i] |= 1 << ((int) key * salts[i] >>> 27);
                }
            }
            return candidate(words.length * 4L, key -> {
                int block = reduced(key, blocks) * 8;
                for (int i = 0; i < 8; i++) {
                    if ((words[block + i] & 1 << ((int) key * salts[i] >>> 27)) == 0) {
                        return false;
                    }
                }
                return true;
            });
        };
    }

    /** VictoriaLogs' Bloom filter: 16 bits and six hashes a token (lib/logstorage/bloomfilter.go). */
    static Building bloom(int bitsAKey, int hashes) {
        return keys -> {
            long[] words = new long[Math.max(1, (keys.length * bitsAKey + 63) / 64)];
            for (long key : keys) {
                long hash = key;
                for (int i = 0; i < hashes; i++) {
                    hash = mixed(hash + 1);
                    int bit = reduced(hash, words.length * 64);
                    words[bit >> 6] |= 1L << bit;
                }
            }
            return candidate(words.length * 8L, key -> {
                long hash = key;
                for (int i = 0; i < hashes; i++) {
                    hash = mixed(hash + 1);
                    int bit = reduced(hash, words.length * 64);
                    if ((words[bit >> 6] & 1L << bit) == 0) {
                        return false;
                    }
                }
                return true;
            });
        };
    }

    /** Binary fuse filter of eight bits, three places a key (Graf, Lemire 2022). */
    static Building fuse8() {
        return BinaryFuse::of;
    }

    /**
     * A table of all row groups at once: sorted hashes of {@code bits} bits above the number of keys, coded as gaps (Golomb-Rice), each with
     * the number of its row group. What one row group takes is its share; a probe finds the row groups by a search, here by one pass.
     */
    static Building sortedTable(int bits, int groups) {
        return keys -> {
            long range = (long) keys.length << bits;
            long[] places = Arrays.stream(keys)
                    .map(key -> Math.multiplyHigh(mixed(key) >>> 1, range << 1))
                    .sorted()
                    .toArray();
            long total = 0;
            long before = 0;
            for (long place : places) {
                total += bits + 1 + (place - before >>> bits); // the quotient in unary, the rest as it is
                total += 32 - Integer.numberOfLeadingZeros(groups - 1);
                before = place;
            }
            return candidate(
                    (total + 7) / 8,
                    key -> Arrays.binarySearch(places, Math.multiplyHigh(mixed(key) >>> 1, range << 1)) >= 0);
        };
    }

    /** Three-wise binary fuse filter. */
    final class BinaryFuse {
        private BinaryFuse() {}

        private static Candidate of(long[] keys) {
            int size = Math.max(2, keys.length);
            int segmentBits = (int) Math.floor(Math.log(size) / Math.log(3.33) + 2.25);
            int segment = 1 << Math.max(2, Math.min(18, segmentBits));
            double factor = Math.max(1.125, 0.875 + 0.25 * Math.log(1e6) / Math.log(size));
            int capacity = (int) Math.round(size * factor);
            int segments = Math.max(1, (capacity + segment - 1) / segment - 2);
            int length = (segments + 2) * segment;
            for (long seed = 1; ; seed++) {
                byte[] prints = build(keys, seed, segment, segments, length);
                if (prints != null) {
                    long found = seed;
                    return candidate(prints.length, key -> {
                        long hash = mixed(key + found);
                        int[] at = places(hash, segment, segments);
                        return (byte) (print(hash) ^ prints[at[0]] ^ prints[at[1]] ^ prints[at[2]]) == 0;
                    });
                }
            }
        }

        private static byte print(long hash) {
            return (byte) (hash ^ hash >>> 32);
        }

        private static int[] places(long hash, int segment, int segments) {
            int first = (int) Math.multiplyHigh(hash >>> 1, ((long) segments * segment) << 1);
            int second = first + segment ^ (int) (hash >>> 18) & segment - 1;
            int third = first + 2 * segment ^ (int) hash & segment - 1;
            return new int[] {first, second, third};
        }

        private static byte @org.jspecify.annotations.Nullable [] build(
                long[] keys, long seed, int segment, int segments, int length) {
            long[] hashes = new long[length];
            int[] counts = new int[length];
            for (long key : keys) {
                long hash = mixed(key + seed);
                for (int place : places(hash, segment, segments)) {
                    hashes[place] ^= hash;
                    counts[place]++;
                }
            }
            int[] alone = new int[length];
            int size = 0;
            for (int i = 0; i < length; i++) {
                if (counts[i] == 1) {
                    alone[size++] = i;
                }
            }
            long[] order = new long[keys.length];
            int[] slots = new int[keys.length];
            int taken = 0;
            while (size > 0) {
                int slot = alone[--size];
                if (counts[slot] != 1) {
                    continue;
                }
                long hash = hashes[slot];
                order[taken] = hash;
                slots[taken++] = slot;
                for (int place : places(hash, segment, segments)) {
                    hashes[place] ^= hash;
                    if (--counts[place] == 1) {
                        alone[size++] = place;
                    }
                }
            }
            if (taken < keys.length) {
                return null;
            }
            byte[] prints = new byte[length];
            for (int i = taken - 1; i >= 0; i--) {
                int[] at = places(order[i], segment, segments);
                prints[slots[i]] = (byte) (print(order[i]) ^ prints[at[0]] ^ prints[at[1]] ^ prints[at[2]]);
            }
            return prints;
        }
    }
}
