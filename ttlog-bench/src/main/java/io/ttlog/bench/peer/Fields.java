/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.bench.peer;

/**
 * The values of one producer's events, the same for all peers: one of a million users, one of 8 short actions, one of 64
 * paths, by Knuth's linear congruential generator, which costs a nanosecond. Allocates nothing after the first use.
 */
public final class Fields {
    private static final String[] ACTIONS = {"login", "logout", "view", "search", "add", "remove", "pay", "cancel"};
    private static final String[] PATHS = new String[64];

    static {
        for (int i = 0; i < PATHS.length; i++) {
            PATHS[i] = "/api/v1/shops/" + (i >> 3) + "/shelves/" + (i & 7);
        }
    }

    private long state;

    /** Values that follow from the seed. */
    public Fields(long seed) {
        state = seed;
    }

    /** Goes on to the next event. */
    public void next() {
        state = state * 6_364_136_223_846_793_005L + 1_442_695_040_888_963_407L;
    }

    /** From 0 to a million. */
    public long userId() {
        return (state >>> 32) * 1_000_000L >>> 32;
    }

    /** A word. */
    public String action() {
        return ACTIONS[(int) (state >>> 29) & 7];
    }

    /** Some 27 characters. */
    public String path() {
        return PATHS[(int) (state >>> 23) & 63];
    }
}
