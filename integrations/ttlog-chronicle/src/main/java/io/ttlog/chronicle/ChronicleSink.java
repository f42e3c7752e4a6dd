/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.Ack;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Wtf8;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Writes each event into a memory-mapped file as soon as it gets it, uncompressed; a {@link ChronicleReader} in this or another
 * process sees it at once. For those who already run Chronicle: the JVM needs flags, and without them opening fails with a
 * message that names them.
 *
 * <p>WRITTEN holds when {@link #write} returns: the pages belong to the kernel and survive {@code kill -9}. SYNCED is {@code
 * msync} and {@code fsync}. DELIVERED means no more, since there is no peer.
 *
 * <p><b>What mapped memory cannot promise.</b> On a file system without room a store into a fresh page is a fault, which the JVM
 * turns into an {@code InternalError} some instructions later; measured with plain mapped buffers on JDK 25, 9,520 of
 * 30,000 "accepted" records were lost so. This sink writes zeros to all of a file by ordinary calls before it maps it, so
 * that a full disk fails in the roll to the next file, with an {@code IOException} and exact counts. On file systems that
 * write changed blocks elsewhere (btrfs, ZFS, thin volumes, snapshots) that reserves nothing, and the loss remains possible. The
 * file and store sinks, which use {@code FileChannel.write}, do not have the problem. After a power loss pages that were
 * not SYNCED may be there in any order; the reader's checksums notice.
 *
 * <p>Never overwrites and never deletes a file. Belongs to one thread.
 */
public final class ChronicleSink implements Sink {
    static final String NAME = "chronicle";

    private static final int INITIAL_BYTES = 64 << 10;

    private final Path directory;
    private final String service;
    private final long bytesMax;
    private final Clock clock;
    private final Symbols symbols;
    private final ChronicleDirectory taken;
    private final SecureRandom fileIds = new SecureRandom();
    private final EventReader event = new EventReader();
    private byte[] record = new byte[INITIAL_BYTES];

    /** By symbol: whether the file has its definition, or gets it before the event at hand. */
    private boolean[] isDefined = new boolean[1024];

    /** The symbols of the event at hand that the file does not define. */
    private int[] toDefine = new int[64];

    private int toDefineCount;
    private long toDefineBytes;

    private @Nullable RecordFile file; // null when the next event begins one
    private long number;
    private boolean directoryForced;
    private boolean closed;

    /**
     * Opens the next file of the directory.
     *
     * @param directory made if it is missing; for this sink alone
     * @param bytesMax of each file, a multiple of 8; also bounds an event with its symbols
     * @throws io.ttlog.TTLogException {@link io.ttlog.ErrorCode#CONFIGURATION} when the JVM lacks flags, which the message names
     */
    public ChronicleSink(Path directory, String service, long bytesMax, Clock clock, Symbols symbols)
            throws IOException {
        this.directory = directory;
        this.service = service;
        this.bytesMax = bytesMax & -EventFormat.ALIGNMENT;
        this.clock = clock;
        this.symbols = symbols;
        taken = ChronicleDirectory.take(directory);
        try {
            long[] numbers = ChronicleDirectory.numbers(directory);
            number = numbers.length == 0 ? 0 : numbers[numbers.length - 1];
            roll();
        } catch (IOException | RuntimeException e) {
            taken.close();
            throw e;
        }
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        if (closed) {
            throw new IOException("sink chronicle is closed");
        }
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at)) {
                continue;
            }
            boolean fits;
            try {
                fits = append(buffer, at);
            } catch (IOException e) {
                if (at == from) {
                    throw e; // nothing was taken
                }
                throw new PartlyTakenException("an event could not be written: " + e.getMessage(), at, to, e);
            }
            if (!fits) {
                throw new PartlyTakenException(
                        "an event of " + EventFormat.recordBytes(buffer, at)
                                + " bytes is, with its symbols, larger than a file of " + bytesMax
                                + " bytes; see option chronicle.bytesMax",
                        at,
                        next,
                        null);
            }
        }
    }

    /** False when no file is large enough. */
    private boolean append(byte[] buffer, int offset) throws IOException {
        final int eventBytes = EventFormat.recordBytes(buffer, offset);
        RecordFile target = file;
        if (target != null) {
            collectSymbols(buffer, offset);
            if (!target.hasRoom(toDefineBytes + ChronicleFormat.recordBytes(eventBytes))) {
                target = null;
            }
        }
        if (target == null) {
            target = roll();
            collectSymbols(buffer, offset);
            if (!target.hasRoom(toDefineBytes + ChronicleFormat.recordBytes(eventBytes))) {
                forgetSymbols();
                return false;
            }
        }
        try {
            for (int i = 0; i < toDefineCount; i++) {
                String text = symbols.text(toDefine[i]);
                grow(ChronicleFormat.PAYLOAD_OFFSET + (int) Wtf8.byteCount(text));
                int end = Wtf8.encode(text, record, ChronicleFormat.PAYLOAD_OFFSET);
                EventFormat.putInt(record, ChronicleFormat.SYMBOL_OFFSET, toDefine[i]);
                target.append(record, end - ChronicleFormat.PAYLOAD_OFFSET);
            }
            grow(ChronicleFormat.PAYLOAD_OFFSET + eventBytes);
            System.arraycopy(buffer, offset, record, ChronicleFormat.PAYLOAD_OFFSET, eventBytes);
            EventFormat.putInt(record, ChronicleFormat.SYMBOL_OFFSET, Symbols.NONE);
            target.append(record, eventBytes);
            return true;
        } catch (RuntimeException | InternalError e) { // the latter is a fault in mapped memory
            file = null;
            target.close();
            throw new IOException("mapped memory failed: " + e, e);
        }
    }

    private void collectSymbols(byte[] buffer, int offset) {
        toDefineCount = 0;
        toDefineBytes = 0;
        event.wrap(buffer, offset);
        collect(event.name());
        collect(event.logger());
        collect(event.thread());
        collect(event.service());
        while (event.nextField()) {
            collect(event.fieldKey());
        }
    }

    private void collect(int symbol) {
        if (symbol == Symbols.NONE || symbol < isDefined.length && isDefined[symbol]) {
            return;
        }
        if (symbol >= isDefined.length) {
            isDefined = Arrays.copyOf(isDefined, Math.min(Symbols.SYMBOLS_MAX, 2 * symbol));
        }
        if (toDefineCount == toDefine.length) {
            toDefine = Arrays.copyOf(toDefine, 2 * toDefineCount);
        }
        isDefined[symbol] = true;
        toDefine[toDefineCount++] = symbol;
        toDefineBytes += ChronicleFormat.recordBytes((int) Wtf8.byteCount(symbols.text(symbol)));
    }

    private void forgetSymbols() {
        for (int i = 0; i < toDefineCount; i++) {
            isDefined[toDefine[i]] = false;
        }
    }

    private void grow(int bytes) {
        if (bytes > record.length) {
            int most = ChronicleFormat.PAYLOAD_OFFSET
                    + Math.max(EventFormat.RECORD_BYTES_MAX, ChronicleFormat.TEXT_BYTES_MAX);
            record = Arrays.copyOf(record, Math.min(most, Math.max(bytes, 2 * record.length)));
        }
    }

    private RecordFile roll() throws IOException {
        RecordFile before = file;
        Instant now = clock.instant();
        long nanos = now.getEpochSecond() * 1_000_000_000L + now.getNano();
        if (before != null) {
            before.force(); // so that a later SYNCED speaks for it too; when it fails, the next event tries again
            file = null;
            before.end(); // before the next file appears: a reader that sees that one knows that nothing is added here
            before.close();
        }
        byte[] header = ChronicleFormat.header(fileIds.nextLong(), nanos, service);
        RecordFile next = RecordFile.create(ChronicleDirectory.path(directory, number + 1), header, bytesMax);
        number++;
        directoryForced = false;
        Arrays.fill(isDefined, false);
        file = next;
        return next;
    }

    @Override
    public void flush(Ack level) throws IOException {
        if (!closed && level.compareTo(Ack.SYNCED) >= 0) {
            force();
        }
    }

    private void force() throws IOException {
        if (file != null) {
            file.force();
        }
        if (!directoryForced && directory.getFileSystem().getSeparator().equals("/")) { // Windows has no such call
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
            directoryForced = true;
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        RecordFile last = file;
        try {
            if (last != null) {
                last.end();
                force();
            }
        } finally {
            file = null;
            try {
                if (last != null) {
                    last.close();
                }
            } finally {
                taken.close();
            }
        }
    }
}
