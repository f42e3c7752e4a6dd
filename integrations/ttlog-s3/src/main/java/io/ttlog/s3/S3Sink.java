/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.s3;

import io.ttlog.Ack;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import io.ttlog.core.sink.file.FileEncoder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Ships events to S3-compatible storage, as event files (RFC-0001) of some MiB, each one object.
 *
 * <p>Events are gathered in a frame, which is appended to the open file of a spool directory when it is {@linkplain
 * FileEncoder#isFull full}, when it is a second old, and by {@link #flush}. A file is sealed when it is as large or as old as the
 * options say, and shipped by a thread of its own, which tries for as long as it takes. So this sink never waits for the
 * network but in a flush to DELIVERED (at most {@link #DELIVERY_NANOS_MAX}) and in close (at most {@link
 * #CLOSE_NANOS_MAX}).
 *
 * <ul>
 *   <li>WRITTEN: in a file of the spool, which survives {@code kill -9} and is shipped by the next process.
 *   <li>SYNCED: forced to the device of the spool.
 *   <li>DELIVERED: in the bucket, whose answer confirmed the bytes. The flush fails with the reason when it is not.
 * </ul>
 *
 * <p>Memory is bounded by one frame, the disk by {@code spoolBytesMax}: when the spool is full, events are refused and what is
 * in it stays. Belongs to one thread, but for {@link #shipping}.
 */
public final class S3Sink implements Sink {
    static final String NAME = "s3";

    /** How long an event may wait in an open frame when nobody flushes. */
    static final long FRAME_OPEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    /** How long a flush to DELIVERED waits for the bucket. */
    public static final long DELIVERY_NANOS_MAX = TimeUnit.SECONDS.toNanos(20);

    /** How long a close waits for the bucket; what is not shipped by then is shipped by the next process. */
    public static final long CLOSE_NANOS_MAX = TimeUnit.SECONDS.toNanos(5);

    private final String service;
    private final long bytesMax;
    private final long openNanosMax;
    private final Clock clock;
    private final LongSupplier nanoClock;
    private final FileEncoder encoder;
    private final Spool spool;
    private final Shipper shipper;
    private final List<String> findings = new ArrayList<>();

    private byte[] header = new byte[0];
    /** The open frame, as it was encoded for an attempt to write it that failed; null when it is not or has changed. */
    private byte @Nullable [] encoded;

    private long frameSinceNanos;
    private long fileSinceNanos;
    private boolean closed;

    /**
     * What a sink needs to know.
     *
     * @param service names the folder of the objects and stands in their header
     * @param prefix of the keys
     * @param spool directory, for this sink alone
     * @param codec of the frames
     * @param bytesMax a file of this size is sealed
     * @param openMax a file of this age is sealed
     * @param spoolBytesMax of all files that wait
     */
    record Settings(
            String service,
            String prefix,
            Path spool,
            BlockCodec codec,
            long bytesMax,
            Duration openMax,
            long spoolBytesMax) {}

    S3Sink(Settings settings, Bucket bucket, Clock clock, LongSupplier nanoClock, Symbols symbols) throws IOException {
        this.service = settings.service();
        this.bytesMax = settings.bytesMax();
        this.openNanosMax = settings.openMax().toNanos();
        this.clock = clock;
        this.nanoClock = nanoClock;
        this.encoder = new FileEncoder(settings.codec(), symbols);
        this.spool = Spool.open(settings.spool(), settings.spoolBytesMax(), findings);
        this.shipper = new Shipper(spool, bucket, new ObjectKeys(settings.prefix()));
        shipper.start();
    }

    @Override
    public String name() {
        return NAME;
    }

    /** How shipping goes. Safe for all threads. */
    public Shipping shipping() {
        return shipper.shipping();
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        if (closed) {
            throw new IOException("sink s3 is closed");
        }
        if (encoder.isFull()) {
            writeFrame(); // fails before anything of this batch was taken
        }
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at)) {
                continue;
            }
            encoded = null;
            if (encoder.isEmpty()) {
                frameSinceNanos = nanoClock.getAsLong();
            }
            if (!encoder.add(buffer, at)) {
                writeFrameBefore(from, at, to);
                if (!encoder.add(buffer, at)) {
                    throw new PartlyTakenException(
                            "an event of " + EventFormat.recordBytes(buffer, at)
                                    + " bytes is, with its symbols, larger than a frame can be",
                            at,
                            next,
                            null);
                }
            }
        }
    }

    private void writeFrameBefore(int from, int at, int to) throws IOException {
        try {
            writeFrame();
        } catch (IOException e) {
            if (at == from) {
                throw e; // nothing was taken
            }
            throw new PartlyTakenException("a frame could not be written: " + e.getMessage(), at, to, e);
        }
    }

    @Override
    public void flush(Ack level) throws IOException {
        if (level == Ack.ACCEPTED || closed) {
            return;
        }
        writeFrame();
        if (level.compareTo(Ack.SYNCED) >= 0) {
            spool.force();
        }
        if (level.compareTo(Ack.DELIVERED) >= 0) {
            seal();
            shipper.deliver(DELIVERY_NANOS_MAX);
        }
    }

    /** Does what is due by time, and tells once what the shipper failed of since the last call. */
    @Override
    public void idle() throws IOException {
        if (closed) {
            return;
        }
        long now = nanoClock.getAsLong();
        if (!encoder.isEmpty() && now - frameSinceNanos >= FRAME_OPEN_NANOS_MAX) {
            writeFrame();
        }
        if (spool.isOpen() && now - fileSinceNanos >= openNanosMax) {
            seal();
        }
        if (!findings.isEmpty()) {
            throw new IOException(findings.remove(0));
        }
        String failure = shipper.untold();
        if (failure != null) {
            throw new IOException(failure);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            writeFrame();
            seal();
            spool.force();
            shipper.deliver(CLOSE_NANOS_MAX);
        } finally {
            shipper.stop(0);
            spool.close();
        }
    }

    private void writeFrame() throws IOException {
        if (encoder.isEmpty()) {
            return;
        }
        if (spool.openBytes() >= bytesMax || !spool.isOpen()) {
            seal();
            Instant now = clock.instant();
            header = encoder.header(now, service);
            encoded = null; // a frame names its file
            fileSinceNanos = nanoClock.getAsLong();
            spool.begin(ObjectKeys.name(now, encoder.fileId()));
        }
        byte[] frame = encoded;
        if (frame == null) {
            frame = encoder.frame();
            encoded = frame;
        }
        spool.append(spool.openBytes() == 0 ? joined(header, frame) : frame);
        encoder.frameKept();
        encoded = null;
    }

    private void seal() throws IOException {
        spool.seal();
        shipper.wake();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = new byte[first.length + second.length];
        System.arraycopy(first, 0, both, 0, first.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }
}
