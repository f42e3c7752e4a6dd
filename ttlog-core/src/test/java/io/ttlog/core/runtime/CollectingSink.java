/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.Ack;
import io.ttlog.Signal;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;

/** Keeps a copy of every record, gap records apart; can be told to fail or to wait. */
public class CollectingSink implements Sink {
    private final String name;
    private final ArrayList<byte[]> records = new ArrayList<>(); // guarded by this
    private final List<byte[]> gaps = new ArrayList<>(); // guarded by this
    private final List<Ack> flushes = new ArrayList<>(); // guarded by this
    private boolean closed; // guarded by this
    private int forgotten; // guarded by this

    /** A sink of the name. */
    public CollectingSink(String name) {
        this.name = name;
    }

    @Override
    public String name() {
        return name;
    }

    /** All or nothing, also when there is no memory for all. */
    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        keep(buffer, from, to);
    }

    private synchronized void keep(byte[] buffer, int from, int to) {
        final int recordsBefore = records.size();
        final int gapsBefore = gaps.size();
        try {
            int at = from;
            while (at < to) {
                int bytes = EventFormat.recordBytes(buffer, at);
                if (!EventFormat.isPadding(buffer, at)) {
                    add(Arrays.copyOfRange(buffer, at, at + bytes));
                }
                at += EventFormat.aligned(bytes);
            }
        } catch (OutOfMemoryError noRoom) {
            shorten(records, recordsBefore);
            shorten(gaps, gapsBefore);
            throw noRoom;
        }
    }

    private static void shorten(List<byte[]> list, int size) {
        while (list.size() > size) {
            list.remove(list.size() - 1);
        }
    }

    private void add(byte[] event) {
        boolean gap = EventFormat.signal(event, 0) == Signal.GAP.ordinal();
        (gap ? gaps : records).add(event);
    }

    @Override
    public void flush(Ack level) throws IOException {
        keep(level);
    }

    private synchronized void keep(Ack level) {
        flushes.add(level);
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    /** How many records came, without gap records. */
    public synchronized int count() {
        return forgotten + records.size();
    }

    /** Keeps only the number of what came so far. */
    public synchronized void forget() {
        forgotten += records.size();
        records.clear();
        records.trimToSize(); // who measures memory is not to measure this
    }

    /** The flushes so far, in order. */
    public synchronized List<Ack> flushes() {
        return List.copyOf(flushes);
    }

    /** Whether it has been closed. */
    public synchronized boolean isClosed() {
        return closed;
    }

    /** What the function makes of each record, in order, without gap records. */
    public synchronized <T> List<T> map(Function<EventReader, T> view) {
        return map(records, view);
    }

    /** What the function makes of each gap record, in order. */
    public synchronized <T> List<T> mapGaps(Function<EventReader, T> view) {
        return map(gaps, view);
    }

    private static <T> List<T> map(List<byte[]> events, Function<EventReader, T> view) {
        EventReader reader = new EventReader();
        List<T> views = new ArrayList<>();
        for (byte[] event : events) {
            views.add(view.apply(reader.wrapChecked(event, 0, event.length, "ring", 0)));
        }
        return views;
    }
}
