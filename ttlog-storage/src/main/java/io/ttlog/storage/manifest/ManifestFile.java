/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.manifest;

import io.ttlog.ErrorCode;
import io.ttlog.Signal;
import io.ttlog.TTLogException;
import io.ttlog.core.CorruptDataException;
import io.ttlog.storage.manifest.Manifest.Written;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import io.ttlog.storage.wire.Disk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code MANIFEST}, version 1 (RFC-0002). Little-endian; varints as in {@link ByteWriter}.
 *
 * <pre>
 *  0            8          12          16         20       24
 *  +------------+----------+-----------+----------+--------+--------
 *  | "TTLOGMAN" | version  | body      | CRC32C   | zero   | body...
 *  |            | i32      | bytes i32 | i32      | i32    |
 *  +------------+----------+-----------+----------+--------+--------
 *                           the checksum is taken over [0, 16) and the body
 *
 *  body: id 16 bytes, epoch i64, generation i64, sealed through i64, next segment id i64, segment count varint,
 *        { id varint, signal u8, partition text, level u8, rolled up u8, rows varint, min i64, max i64, bytes varint, natural bytes varint,
 *          service count varint, { service text } },
 *        bytes sealed varint, bytes merged varint, mark count varint, { stream i64, sequence varint }
 *  text: length varint, WTF-8
 * </pre>
 */
public final class ManifestFile {
    /** The name of the file in the store's directory. */
    public static final String NAME = "MANIFEST";

    private static final long MAGIC = 0x4E41_4D47_4F4C_5454L; // "TTLOGMAN"
    private static final int VERSION = 1;
    private static final int VERSION_OFFSET = 8;
    private static final int HEADER_BYTES = 24;
    private static final int CHECKED_HEADER_BYTES = 16;

    /** A segment takes some hundred bytes: this is room for more than a million. */
    private static final int BYTES_MAX = 256 << 20;

    private static final int SEGMENTS_MAX = 1 << 20;
    private static final int NAME_BYTES_MAX = 1 << 20;
    private static final int PARTITION_CHARS_MAX = 64;

    private ManifestFile() {}

    /**
     * Reads and checks the manifest; null when there is none.
     *
     * @throws CorruptDataException when it is damaged
     */
    public static @Nullable Manifest read(Path directory) throws IOException {
        Path file = directory.resolve(NAME);
        byte[] bytes;
        try {
            long size = Files.size(file);
            if (size > BYTES_MAX) {
                throw new CorruptDataException(NAME, 0, "manifest of " + size + " bytes, at most " + BYTES_MAX);
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return null;
        }
        return decode(bytes);
    }

    /**
     * Puts the manifest in the place of the one before, durably.
     *
     * @throws IOException also when it has grown beyond what {@link #read} accepts; nothing is written then
     */
    public static void write(Path directory, Manifest manifest) throws IOException {
        byte[] bytes = encode(manifest);
        if (manifest.segments().size() > SEGMENTS_MAX || bytes.length > BYTES_MAX) {
            throw new IOException(NAME + " would have " + manifest.segments().size() + " segments in " + bytes.length
                    + " bytes, at most " + SEGMENTS_MAX + " in " + BYTES_MAX + "; begin a new store");
        }
        Disk.replace(directory.resolve(NAME), bytes);
    }

    static byte[] encode(Manifest manifest) {
        ByteWriter body = new ByteWriter();
        body.putLong(manifest.id().getMostSignificantBits())
                .putLong(manifest.id().getLeastSignificantBits())
                .putLong(manifest.epoch())
                .putLong(manifest.generation())
                .putLong(manifest.sealedThrough())
                .putLong(manifest.nextSegmentId())
                .putVarint(manifest.segments().size());
        for (SegmentEntry segment : manifest.segments()) {
            body.putVarint(segment.id())
                    .putByte(segment.signal().ordinal())
                    .putText(segment.partition())
                    .putByte(segment.level())
                    .putByte(segment.rolledUp() ? 1 : 0)
                    .putVarint(segment.rowCount())
                    .putLong(segment.minNanos())
                    .putLong(segment.maxNanos())
                    .putVarint(segment.bytes())
                    .putVarint(segment.naturalBytes())
                    .putVarint(segment.services().size());
            segment.services().forEach(body::putText);
        }
        body.putVarint(manifest.written().sealed()).putVarint(manifest.written().merged());
        body.putVarint(manifest.marks().size());
        for (StreamMark mark : manifest.marks()) {
            body.putLong(mark.stream()).putVarint(mark.sequence());
        }
        ByteWriter file = new ByteWriter();
        file.putLong(MAGIC).putInt(VERSION).putInt(body.length());
        file.putInt(checksum(file.array(), body.array(), 0, body.length())).putInt(0);
        return file.putBytes(body.array(), 0, body.length()).toArray();
    }

    private static int checksum(byte[] header, byte[] body, int from, int length) {
        CRC32C crc = new CRC32C();
        crc.update(header, 0, CHECKED_HEADER_BYTES);
        crc.update(body, from, length);
        return (int) crc.getValue();
    }

    static Manifest decode(byte[] bytes) {
        ByteReader in = new ByteReader(bytes, 0, bytes.length, NAME, 0);
        if (in.readLong() != MAGIC) {
            throw new CorruptDataException(NAME, 0, "no manifest: it does not start with TTLOGMAN");
        }
        int version = in.readInt();
        int bodyBytes = in.readInt();
        int crc = in.readInt();
        int zero = in.readInt();
        if (bodyBytes != in.remaining() || zero != 0 || crc != checksum(bytes, bytes, HEADER_BYTES, bodyBytes)) {
            throw new CorruptDataException(NAME, 0, "manifest does not match its length or checksum");
        }
        if (version != VERSION) {
            throw new TTLogException(
                    ErrorCode.UNKNOWN_VERSION,
                    NAME + " at offset " + VERSION_OFFSET + ": version " + version + ", this ttlog reads " + VERSION
                            + "; use a newer one");
        }
        return body(in);
    }

    private static Manifest body(ByteReader in) {
        UUID id = new UUID(in.readLong(), in.readLong());
        long epoch = in.readLong();
        long generation = in.readLong();
        long sealedThrough = in.readLong();
        long nextSegmentId = in.readLong();
        int count = in.readCount(SEGMENTS_MAX, "segment count");
        List<SegmentEntry> segments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            segments.add(segment(in));
        }
        Written written = new Written(in.readVarint(), in.readVarint());
        List<StreamMark> marks = marks(in);
        in.expectEnd();
        return new Manifest(id, epoch, generation, sealedThrough, nextSegmentId, List.copyOf(segments), marks, written);
    }

    private static List<StreamMark> marks(ByteReader in) {
        int count = in.readCount(StreamMarks.STREAMS_MAX, "mark count");
        List<StreamMark> marks = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            marks.add(new StreamMark(in.readLong(), in.readVarint()));
        }
        return List.copyOf(marks);
    }

    /** Whether it is a name that leads nowhere else: small letters, digits and hyphens. */
    private static boolean isPartition(String name) {
        boolean allowed = !name.isEmpty() && name.length() <= PARTITION_CHARS_MAX;
        for (int i = 0; i < name.length() && allowed; i++) {
            char c = name.charAt(i);
            allowed = c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '-';
        }
        return allowed;
    }

    private static SegmentEntry segment(ByteReader in) {
        long id = in.readVarint();
        int signal = in.readByte();
        if (signal >= Signal.values().length) {
            throw in.corrupt("signal " + signal);
        }
        String partition = in.readText(NAME_BYTES_MAX);
        if (!isPartition(partition)) {
            throw in.corrupt("partition '" + partition + "'");
        }
        int level = in.readByte();
        int rolledUp = in.readByte();
        if (rolledUp > 1 || rolledUp == 1 && Signal.values()[signal] != Signal.METRIC) {
            throw in.corrupt("rolled up " + rolledUp + " of " + Signal.values()[signal]);
        }
        long rowCount = in.readVarint();
        long minNanos = in.readLong();
        long maxNanos = in.readLong();
        long bytes = in.readVarint();
        long naturalBytes = in.readVarint();
        int serviceCount = in.readCount(SegmentEntry.SERVICES_MAX, "service count");
        List<String> services = new ArrayList<>();
        for (int i = 0; i < serviceCount; i++) {
            services.add(in.readText(NAME_BYTES_MAX));
        }
        return new SegmentEntry(
                id,
                Signal.values()[signal],
                partition,
                level,
                rowCount,
                minNanos,
                maxNanos,
                bytes,
                naturalBytes,
                List.copyOf(services),
                rolledUp == 1);
    }
}
