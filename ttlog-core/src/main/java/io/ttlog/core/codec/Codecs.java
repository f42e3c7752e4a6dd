/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.codec;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.PrintStream;
import java.util.List;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/** The codecs that this version can read and write, by id and by name. Stateless; loads no library. */
public final class Codecs {
    static final int NONE_ID = 0;
    static final int LZ4_ID = 1;
    static final int ZSTD_ID = 2;
    static final int SNAPPY_ID = 3;

    /** Least level of Zstandard. */
    public static final int ZSTD_LEVEL_MIN = ZstdCodec.LEVEL_MIN;

    /** Highest level of Zstandard. */
    public static final int ZSTD_LEVEL_MAX = ZstdCodec.LEVEL_MAX;

    /** Stores bytes as they are. */
    public static final BlockCodec NONE = new NoneCodec();

    /** LZ4, plain Java, needs nothing of the platform. The default of files. */
    public static final BlockCodec LZ4 = new Lz4Codec();

    /** Zstandard at level 3. */
    public static final BlockCodec ZSTD = new ZstdCodec(ZstdCodec.LEVEL_DEFAULT);

    /** Snappy. */
    public static final BlockCodec SNAPPY = new SnappyCodec();

    private static final List<BlockCodec> BY_ID = List.of(NONE, LZ4, ZSTD, SNAPPY);

    /**
     * The one to take when nobody chose: {@link #ZSTD}, which makes the smallest blocks, but {@link #LZ4} on a JVM that would
     * print a warning when Zstandard loads its native code (24 and later, unless {@code --enable-native-access} or the
     * manifest of the application's jar allows it; JEP 472) and where its jar is missing.
     */
    public static final BlockCodec QUIET = NativeAccess.isQuiet("com.github.luben.zstd.Zstd") ? ZSTD : LZ4;

    private Codecs() {}

    /** Zstandard at a level from 1 to 19; any level is read by {@link #ZSTD}. */
    public static BlockCodec zstd(int level) {
        return new ZstdCodec(level);
    }

    /**
     * The codec of a block header.
     *
     * @throws TTLogException {@link ErrorCode#NOT_AVAILABLE} for an id that this version does not know
     */
    public static BlockCodec byId(int id) {
        if (!isKnown(id)) {
            throw new TTLogException(ErrorCode.NOT_AVAILABLE, "codec id " + id + " is not known; known are " + ids());
        }
        return BY_ID.get(id);
    }

    static boolean isKnown(int id) {
        return id >= 0 && id < BY_ID.size();
    }

    /**
     * The codec that a configuration names: {@code none}, {@code lz4}, {@code zstd}, {@code snappy}, or {@code zstd:9} for
     * Zstandard at a level.
     *
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} for another name
     */
    public static BlockCodec byName(String name) {
        for (BlockCodec codec : BY_ID) {
            if (codec.name().equals(name)) {
                return codec;
            }
        }
        if (name.startsWith("zstd:") && name.length() <= "zstd:".length() + 2) {
            try {
                return zstd(Integer.parseInt(name.substring("zstd:".length())));
            } catch (NumberFormatException e) {
                throw unknown(name, e);
            }
        }
        throw unknown(name, null);
    }

    /**
     * The codec, or {@link #LZ4} where its library cannot be loaded: telemetry is written all the same.
     *
     * @param writer who writes, for the line on {@code err} that tells of it
     */
    public static BlockCodec loadable(BlockCodec codec, String writer, PrintStream err) {
        try {
            byte[] probe = new byte[64];
            codec.compress(probe, 0, probe.length, new byte[codec.maxCompressedBytes(probe.length)], 0);
            return codec;
        } catch (TTLogException e) {
            if (e.code() != ErrorCode.NOT_AVAILABLE) {
                throw e;
            }
            err.println("ttlog: " + writer + " writes lz4 instead of " + codec.name() + ": " + e.getMessage());
            return LZ4;
        }
    }

    private static TTLogException unknown(String name, @Nullable NumberFormatException cause) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                "codec '" + name + "' is not known; known are none, lz4, zstd, zstd:LEVEL, snappy",
                cause);
    }

    /** The known ids with their names, for messages. */
    static String ids() {
        StringBuilder text = new StringBuilder();
        for (BlockCodec codec : BY_ID) {
            text.append(text.isEmpty() ? "" : ", ")
                    .append(codec.id())
                    .append(' ')
                    .append(codec.name());
        }
        return text.toString();
    }

    static DataFormatException malformed(BlockCodec codec, Exception cause) {
        DataFormatException malformed = new DataFormatException(codec.name() + ": " + cause.getMessage());
        malformed.initCause(cause);
        return malformed;
    }

    static TTLogException notAvailable(BlockCodec codec, LinkageError cause) {
        return new TTLogException(
                ErrorCode.NOT_AVAILABLE,
                "codec " + codec.name() + " cannot load its library here (" + cause
                        + "); its jar must be on the class path and, since Java 24, native access allowed:"
                        + " --enable-native-access=ALL-UNNAMED; what is written anew can be lz4 or none",
                cause);
    }
}
