/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The marks of all streams, the one that has moved last at the end. Beyond {@link #STREAMS_MAX} the one that has not moved
 * for longest is forgotten: should its sender come back with a frame that is stored already, it is stored again. Belongs to one
 * thread.
 */
public final class StreamMarks {
    /** Most streams that are remembered; one takes 16 bytes of each manifest. */
    public static final int STREAMS_MAX = 8192;

    private final Map<Long, Long> sequences = new LinkedHashMap<>();

    /** The marks of a manifest. */
    public StreamMarks(List<StreamMark> marks) {
        marks.forEach(this::advance);
    }

    /** The last frame of the stream that is stored; 0 when none is known. */
    public long of(long stream) {
        return sequences.getOrDefault(stream, 0L);
    }

    /** Moves the mark of a stream; never back. */
    public void advance(StreamMark mark) {
        Long before = sequences.remove(mark.stream());
        sequences.put(mark.stream(), before == null ? mark.sequence() : Math.max(before, mark.sequence()));
        if (sequences.size() > STREAMS_MAX) {
            sequences.remove(sequences.keySet().iterator().next());
        }
    }

    /** All of them, for a manifest. */
    public List<StreamMark> list() {
        List<StreamMark> marks = new ArrayList<>(sequences.size());
        sequences.forEach((stream, sequence) -> marks.add(new StreamMark(stream, sequence)));
        return marks;
    }
}
