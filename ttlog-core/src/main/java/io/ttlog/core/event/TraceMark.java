/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.event;

/**
 * What a span that is subject to the tail of sampling tells the pump, in a place that spans do not use: their logger symbol (RFC-0015). In
 * rings only; the pump takes it off.
 *
 * <pre>
 * bit 31: local root | bits 0-30: the weight that the head gives, as a float, or {@link #UNSAMPLED}
 * </pre>
 */
public final class TraceMark {
    /** The span is subject to no tail. */
    public static final int NONE = 0;

    /** In the place of the weight: the head does not keep the trace. No float of a weight has these bits. */
    private static final int UNSAMPLED = 1;

    private static final int LOCAL_ROOT = 1 << 31;

    private TraceMark() {}

    /**
     * The mark of a span.
     *
     * @param localRoot whether its parent is not a span of this process
     * @param headWeight the weight of the span if it is kept by the head; 0 when that does not keep it
     */
    public static int of(boolean localRoot, double headWeight) {
        final int weight = headWeight == 0 ? UNSAMPLED : Float.floatToRawIntBits((float) headWeight);
        return localRoot ? weight | LOCAL_ROOT : weight;
    }

    /** The mark of the span at the offset. */
    public static int at(byte[] buffer, int offset) {
        return EventFormat.getInt(buffer, offset + EventFormat.LOGGER_OFFSET);
    }

    /** Takes the mark off the span at the offset. */
    public static void clear(byte[] buffer, int offset) {
        EventFormat.putInt(buffer, offset + EventFormat.LOGGER_OFFSET, Symbols.NONE);
    }

    /** Whether the parent of the span is not a span of this process. */
    public static boolean isLocalRoot(int mark) {
        return mark < 0;
    }

    /** The weight of the span if it is kept by the head; 0 when that does not keep it. */
    public static float headWeight(int mark) {
        final int weight = mark & ~LOCAL_ROOT;
        return weight == UNSAMPLED ? 0 : Float.intBitsToFloat(weight);
    }
}
