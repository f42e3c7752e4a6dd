/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

import io.ttlog.Ack;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.event.EventFormat;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.sink.PartlyTakenException;
import io.ttlog.core.sink.Sink;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes events into files {@code <service>-<UTC time>.ttl} (RFC-0001), a new one per start and per {@code bytesMax}.
 *
 * <p>Events are gathered in a frame, which is compressed and written when it holds {@link #FRAME_RAW_BYTES}, when it is
 * {@link #FRAME_OPEN_NANOS_MAX} old and {@link #idle} is called, and by {@link #flush}. WRITTEN means handed to the
 * operating system, SYNCED means forced. When a write fails, the frame is kept and tried again with the next call, what
 * it had already put into the file is cut off, and the records that do not fit into the kept frame are not taken. A frame
 * that cannot be written until {@link #close} is lost, and the close says so.
 *
 * <p>Belongs to one thread, which must not be interrupted: an interrupt closes the channel.
 */
public final class FileSink implements Sink {
    static final String NAME = "file";

    /** A frame is written when it is this large: compresses nearly as well as more, and is little to lose. */
    static final int FRAME_RAW_BYTES = 256 << 10;

    /** How long an event may wait in an open frame when nobody flushes. */
    static final long FRAME_OPEN_NANOS_MAX = TimeUnit.SECONDS.toNanos(1);

    /** How many files of one millisecond are tried before giving up. */
    static final int NAMES_MAX = 100;

    private static final int SERVICE_CHARS_IN_NAME_MAX = 64;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuuMMdd'T'HHmmss.SSS'Z'", Locale.ROOT).withZone(ZoneOffset.UTC);

    private final Path directory;
    private final String service;
    private final BlockCodec codec;
    private final long bytesMax;
    private final Clock clock;
    private final OpenFrame frame;
    private final SecureRandom fileIds = new SecureRandom();

    private long frameSinceNanos;
    private @Nullable FileChannel channel;
    private long fileId;
    private long frameNumber;
    private long goodBytes;
    private boolean forced;
    private boolean closed;

    /**
     * Opens the first file.
     *
     * @param directory made if it is missing
     * @param bytesMax a file that has reached this size is followed by another
     * @throws IOException when the directory or the file cannot be made
     */
    public FileSink(Path directory, String service, BlockCodec codec, long bytesMax, Clock clock, Symbols symbols)
            throws IOException {
        this.directory = directory;
        this.service = service;
        this.codec = codec;
        this.bytesMax = bytesMax;
        this.clock = clock;
        this.frame = new OpenFrame(symbols);
        frame.encode(codec, 0, 0); // a codec whose library is missing is noticed now and not with the first event
        Files.createDirectories(directory);
        openFile();
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void write(byte[] buffer, int from, int to) throws IOException {
        if (closed) {
            throw new IOException("sink file is closed");
        }
        if (frame.rawBytes() >= FRAME_RAW_BYTES) {
            writeFrame(); // fails before anything of this batch was taken
        }
        int next;
        for (int at = from; at < to; at = next) {
            next = at + EventFormat.aligned(EventFormat.recordBytes(buffer, at));
            if (EventFormat.isPadding(buffer, at)) {
                continue;
            }
            if (frame.isEmpty()) {
                frameSinceNanos = System.nanoTime();
            }
            if (!frame.add(buffer, at)) {
                writeFrameBefore(at, to);
                if (!frame.add(buffer, at)) {
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

    private void writeFrameBefore(int at, int to) throws PartlyTakenException {
        try {
            writeFrame();
        } catch (IOException e) {
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
            force();
        }
    }

    @Override
    public void idle() throws IOException {
        if (!closed && !frame.isEmpty() && System.nanoTime() - frameSinceNanos >= FRAME_OPEN_NANOS_MAX) {
            writeFrame();
        }
    }

    @Override
    public void close() throws IOException {
        if (closed) {
            return;
        }
        try {
            writeFrame();
            force();
        } finally {
            closed = true;
            closeFile();
        }
    }

    private void writeFrame() throws IOException {
        if (frame.isEmpty()) {
            return;
        }
        if (channel != null && goodBytes >= bytesMax) {
            force(); // a later SYNCED speaks for this file too
            closeFile();
        }
        FileChannel file = channel == null ? openFile() : channel;
        write(file, frame.encode(codec, fileId, frameNumber));
        frameNumber++;
        forced = false;
        frame.clear();
    }

    /** Writes all of the bytes, or cuts off what was written of them. */
    private void write(FileChannel file, byte[] bytes) throws IOException {
        ByteBuffer source = ByteBuffer.wrap(bytes);
        long at = goodBytes;
        try {
            while (source.hasRemaining()) {
                at += file.write(source, at);
            }
        } catch (IOException e) {
            abandonAfter(file, e);
            throw e;
        }
        goodBytes = at;
    }

    /** A reader would report a torn tail; if even cutting it off fails, the next frame goes into another file. */
    private void abandonAfter(FileChannel file, IOException failure) {
        try {
            file.truncate(goodBytes);
        } catch (IOException e) {
            failure.addSuppressed(e);
            try {
                closeFile();
            } catch (IOException again) {
                failure.addSuppressed(again);
            }
        }
    }

    private FileChannel openFile() throws IOException {
        Instant now = clock.instant();
        String stem = fileStem(service) + '-' + TIME.format(now);
        for (int attempt = 1; attempt <= NAMES_MAX; attempt++) {
            Path path = directory.resolve(stem + (attempt == 1 ? "" : "-" + attempt) + ".ttl");
            try {
                FileChannel file = FileChannel.open(path, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
                channel = file;
                fileId = fileIds.nextLong();
                frameNumber = 0;
                goodBytes = 0;
                forced = false;
                write(file, FileFormat.header(fileId, nanos(now), service));
                return file;
            } catch (FileAlreadyExistsException e) {
                if (attempt == NAMES_MAX) {
                    throw e;
                }
            }
        }
        throw new AssertionError("unreachable: the last attempt returns or throws");
    }

    private static long nanos(Instant now) {
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static String fileStem(String service) {
        StringBuilder stem = new StringBuilder();
        for (int i = 0; i < Math.min(service.length(), SERVICE_CHARS_IN_NAME_MAX); i++) {
            char c = service.charAt(i);
            boolean plain = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_';
            stem.append(plain || i > 0 && (c == '-' || c == '.') ? c : '_');
        }
        return stem.isEmpty() ? "_" : stem.toString();
    }

    private void force() throws IOException {
        if (channel != null && !forced) {
            channel.force(true);
            forceDirectory();
            forced = true;
        }
    }

    /** The name of a new file is in its directory, which has to be forced too; Windows has no such call. */
    private void forceDirectory() throws IOException {
        if (directory.getFileSystem().getSeparator().equals("/")) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    private void closeFile() throws IOException {
        FileChannel file = channel;
        channel = null;
        if (file != null) {
            file.close();
        }
    }
}
