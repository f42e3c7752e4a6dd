/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

import io.ttlog.core.CorruptDataException;
import io.ttlog.core.codec.Block;
import io.ttlog.core.codec.BlockCodec;
import io.ttlog.core.codec.BlockFormat;
import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.Neighbours;
import io.ttlog.storage.segment.v1.encoding.numbers.PackedLongs;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A chunk as bytes: {@link Nulls} if any row is null, then the values in one {@link ColumnEncoding}, cut into blocks of at most
 * {@link #BLOCK_RAW_BYTES}. Encodings are tried and the one whose blocks are smallest is kept: what is small before compression
 * need not be so after.
 */
final class ChunkFormat {
    /** Raw bytes of a block: a damaged byte costs this much, and a decoder holds it twice. */
    static final int BLOCK_RAW_BYTES = 1 << 20;

    /** Most raw bytes of a chunk: the values, and lengths and indexes of all rows at their widest. */
    static final int RAW_BYTES_MAX = Chunk.NATURAL_BYTES_MAX + (Chunk.ROWS_MAX << 5);

    /** Values that decide which encodings are tried with all: some pages of {@link PackedLongs}. */
    private static final int SAMPLE_VALUES = 1 << 12;

    /** The same of a fresh segment, where a trial must cost next to nothing. */
    private static final int FRESH_SAMPLE_VALUES = 1 << 10;

    /** With fewer values than that many samples, sampling costs more than it saves. */
    private static final int SAMPLE_PAYS_FACTOR = 4;

    private final BlockCodec codec;
    private final boolean cheap;
    private final ByteWriter raw = new ByteWriter();
    private byte[] best = new byte[0];
    private byte[] trial = new byte[0];
    private byte[] measured = new byte[0];

    /**
     * Encodes with a codec; belongs to one thread, and keeps its arrays.
     *
     * @param cheap whether to leave out what is {@link ColumnEncoding#costly}
     */
    ChunkFormat(BlockCodec codec, boolean cheap) {
        this.codec = codec;
        this.cheap = cheap;
    }

    /** Where an encoded chunk lies in {@link #bytes}. */
    record Encoded(ColumnEncoding encoding, int storedBytes, int rawBytes) {}

    /** The blocks of the last {@link #encode}. */
    byte[] bytes() {
        return best;
    }

    Encoded encode(Chunk chunk) {
        return encode(chunk, Neighbours.none(chunk.rowCount()));
    }

    /**
     * Encodes a chunk.
     *
     * @param neighbours of its row group
     */
    Encoded encode(Chunk chunk, Neighbours neighbours) {
        Neighbours own = neighbours.withNulls(chunk.rowCount(), chunk.nulls()).withSizes(this::compressedBytes);
        Encoded smallest = cheap ? fresh(chunk, own) : smallest(chunk, candidates(chunk, own), own, null);
        if (smallest == null) {
            smallest = smallest(chunk, fitting(chunk.type(), own), own, null); // none that took the sample takes all
        }
        if (smallest == null) {
            throw new IllegalStateException("no encoding takes a chunk of " + chunk.type());
        }
        return smallest;
    }

    /** Where there are stretches, other encodings are nearly as small as those that are slow to read. */
    private List<ColumnEncoding> fitting(ColumnType type, Neighbours neighbours) {
        boolean stretches = neighbours.hasStretches();
        return Encodings.ALL.stream()
                .filter(encoding ->
                        encoding.fits(type) && !(cheap && encoding.costly()) && !(stretches && encoding.slowToRead()))
                .toList();
    }

    /**
     * For a fresh segment: what learns from all values or refers to a column, where that pays at first sight; beside it, or without it, the
     * one that does best with a small sample. So all values are encoded and compressed once, seldom twice: which encoding is
     * smallest can wait for the merge.
     */
    private @Nullable Encoded fresh(Chunk chunk, Neighbours neighbours) {
        List<ColumnEncoding> fitting = fitting(chunk.type(), neighbours);
        Encoded learnt = null;
        List<ColumnEncoding> others = new ArrayList<>();
        for (ColumnEncoding encoding : fitting) {
            if (!isAlwaysTried(encoding)) {
                others.add(encoding);
            } else if (encoding.pays(chunk.values())) {
                learnt = smallest(chunk, List.of(encoding), neighbours, learnt);
            }
        }
        if (chunk.values() instanceof BinaryValues) {
            return learnt != null ? learnt : firstThatPays(chunk, others, neighbours);
        }
        int count = chunk.values().count();
        if (count >= FRESH_SAMPLE_VALUES * SAMPLE_PAYS_FACTOR) {
            Ranking ranking = ranking(chunk, others, FRESH_SAMPLE_VALUES, neighbours);
            if (ranking.first() != null) {
                others = List.of(ranking.first());
            }
        }
        return smallest(chunk, others, neighbours, learnt);
    }

    /** Strings: one pass over the numbers of a dictionary says what a trial would. */
    private @Nullable Encoded firstThatPays(Chunk chunk, List<ColumnEncoding> encodings, Neighbours neighbours) {
        for (ColumnEncoding encoding : encodings) {
            if (encoding.pays(chunk.values())) {
                Encoded encoded = smallest(chunk, List.of(encoding), neighbours, null);
                if (encoded != null) {
                    return encoded;
                }
            }
        }
        return null;
    }

    /**
     * The encodings worth trying: of many values the two that do best with a sample from the middle, and all that learn from more
     * than a sample, and those that refer to a column, which a sample lacks.
     */
    private List<ColumnEncoding> candidates(Chunk chunk, Neighbours neighbours) {
        List<ColumnEncoding> fitting = fitting(chunk.type(), neighbours);
        int count = chunk.values().count();
        if (count < SAMPLE_VALUES * SAMPLE_PAYS_FACTOR || fitting.size() <= 2) {
            return fitting;
        }
        Ranking ranking = ranking(chunk, fitting, SAMPLE_VALUES, neighbours);
        List<ColumnEncoding> candidates = new ArrayList<>();
        for (ColumnEncoding encoding : fitting) {
            if (encoding == ranking.first() || encoding == ranking.second() || isAlwaysTried(encoding)) {
                candidates.add(encoding);
            }
        }
        return candidates;
    }

    /** The two that did best with a sample; null where fewer took it. */
    private record Ranking(
            @Nullable ColumnEncoding first, @Nullable ColumnEncoding second) {}

    private Ranking ranking(Chunk chunk, List<ColumnEncoding> encodings, int sampleValues, Neighbours neighbours) {
        int count = chunk.values().count();
        int from = (count - sampleValues) / 2;
        Chunk sample =
                new Chunk(chunk.type(), sampleValues, null, chunk.values().range(from, from + sampleValues));
        Neighbours sampled = neighbours.sample(count, from, from + sampleValues);
        ColumnEncoding first = null;
        ColumnEncoding second = null;
        int firstBytes = Integer.MAX_VALUE;
        int secondBytes = Integer.MAX_VALUE;
        for (ColumnEncoding encoding : encodings) {
            if (isAlwaysTried(encoding)) {
                continue;
            }
            Encoded encoded = smallest(sample, List.of(encoding), sampled, null);
            if (encoded != null && encoded.storedBytes() < firstBytes) {
                second = first;
                secondBytes = firstBytes;
                first = encoding;
                firstBytes = encoded.storedBytes();
            } else if (encoded != null && encoded.storedBytes() < secondBytes) {
                second = encoding;
                secondBytes = encoded.storedBytes();
            }
        }
        return new Ranking(first, second);
    }

    private static boolean isAlwaysTried(ColumnEncoding encoding) {
        return encoding.costly() || encoding.learns() || encoding.refersTo() != null;
    }

    /**
     * The one that takes fewest bytes, which lie in {@link #best}.
     *
     * @param before what lies there
     */
    private @Nullable Encoded smallest(
            Chunk chunk, List<ColumnEncoding> encodings, Neighbours neighbours, @Nullable Encoded before) {
        Encoded smallest = before;
        for (ColumnEncoding encoding : encodings) {
            raw.clear();
            boolean[] nulls = chunk.nulls();
            if (nulls != null) {
                Nulls.encode(nulls, chunk.rowCount(), raw);
            }
            if (!encoding.encode(chunk.values(), neighbours, raw)) {
                continue;
            }
            int stored = compress();
            if (smallest == null || stored < smallest.storedBytes()) {
                smallest = new Encoded(encoding, stored, raw.length());
                byte[] swap = best;
                best = trial;
                trial = swap;
            }
        }
        return smallest;
    }

    /** What the codec makes of the first bytes of an array, which is not kept. */
    private int compressedBytes(byte[] bytes, int length) {
        int room = codec.maxCompressedBytes(length);
        if (room > measured.length) {
            measured = new byte[room];
        }
        return Math.min(length, codec.compress(bytes, 0, length, measured, 0));
    }

    private int compress() {
        int needed = 0;
        for (int at = 0; at < raw.length(); at += BLOCK_RAW_BYTES) {
            needed += BlockFormat.blockBytesMax(codec, Math.min(BLOCK_RAW_BYTES, raw.length() - at));
        }
        if (needed > trial.length) {
            trial = new byte[needed];
        }
        int stored = 0;
        for (int at = 0; at < raw.length(); at += BLOCK_RAW_BYTES) {
            int length = Math.min(BLOCK_RAW_BYTES, raw.length() - at);
            stored += BlockFormat.encode(codec, raw.array(), at, length, trial, stored);
        }
        return stored;
    }

    /**
     * Reads a chunk.
     *
     * @param storedBytes of all its blocks, which start at the offset of the file
     * @param rawBytes of all its blocks
     * @param neighbours of its row group
     */
    static Chunk decode(
            ByteBuffer file,
            int offset,
            int storedBytes,
            int rawBytes,
            ColumnType type,
            ColumnEncoding encoding,
            int rowCount,
            int nullCount,
            Neighbours neighbours,
            String source) {
        byte[] rawChunk = rawBytes(file, offset, storedBytes, rawBytes, source);
        // Offsets inside of compressed blocks mean nothing: problems are reported at the start of the chunk.
        ByteReader in = new ByteReader(rawChunk, 0, rawChunk.length, "decompressed", 0);
        try {
            boolean @Nullable [] nulls = nullCount == 0 ? null : Nulls.decode(in, rowCount, nullCount);
            Values values = encoding.decode(in, rowCount - nullCount, neighbours.withNulls(rowCount, nulls));
            return new Chunk(type, rowCount, nulls, values);
        } catch (CorruptDataException e) {
            throw new CorruptDataException(source, offset, "chunk that does not decode: " + e.getMessage());
        }
    }

    private static byte[] rawBytes(ByteBuffer file, int offset, int storedBytes, int rawBytes, String source) {
        int end = offset + storedBytes;
        ByteBuffer blocks = file.duplicate().limit(end);
        byte[] whole = null;
        int filled = 0;
        int at = offset;
        while (at < end) {
            Block block = BlockFormat.decode(blocks, at, source, at);
            byte[] part = block.raw();
            if (part.length > rawBytes - filled) {
                throw new CorruptDataException(
                        source,
                        at,
                        "block of " + part.length + " raw bytes where the chunk has " + (rawBytes - filled) + " left");
            }
            if (part.length == rawBytes) {
                whole = part;
            } else {
                if (whole == null) {
                    whole = new byte[rawBytes];
                }
                System.arraycopy(part, 0, whole, filled, part.length);
            }
            filled += part.length;
            at = block.nextOffset();
        }
        if (whole == null || filled != rawBytes) {
            throw new CorruptDataException(
                    source, offset, "chunk of " + filled + " raw bytes where the footer says " + rawBytes);
        }
        return whole;
    }
}
