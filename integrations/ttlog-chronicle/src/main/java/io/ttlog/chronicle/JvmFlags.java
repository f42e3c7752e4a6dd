/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.chronicle;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import java.io.IOException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.openhft.chronicle.bytes.MappedBytes;
import net.openhft.chronicle.core.io.IORuntimeException;
import org.jspecify.annotations.Nullable;

/**
 * The flags that chronicle-bytes 2026.4 wants of the JVM in order to map a file, found by leaving out one after the other on
 * JDK 17 and 25, and the mapping that fails without them.
 */
final class JvmFlags {
    private static final String OPEN_REFLECT = "--add-opens=java.base/java.lang.reflect=ALL-UNNAMED";
    private static final String EXPORT_NIO = "--add-exports=java.base/sun.nio.ch=ALL-UNNAMED";

    /** Without it mapping works, but Chronicle prints a warning, and unmaps late. */
    private static final String EXPORT_REF = "--add-exports=java.base/jdk.internal.ref=ALL-UNNAMED";

    /** Without these mapping works, but the JVM prints warnings, and a later one will refuse. */
    private static final String NATIVE = "--enable-native-access=ALL-UNNAMED";

    private static final String UNSAFE = "--sun-misc-unsafe-memory-access=allow";
    private static final int WARNS_SINCE = 24;

    private JvmFlags() {}

    /** All that this JVM is to be started with, to copy. */
    static String line() {
        String always = OPEN_REFLECT + ' ' + EXPORT_NIO + ' ' + EXPORT_REF;
        return Runtime.version().feature() < WARNS_SINCE ? always : always + ' ' + NATIVE + ' ' + UNSAFE;
    }

    /** The flags without which nothing works and which this JVM does not have. */
    static List<String> missing() {
        Module base = Object.class.getModule();
        Module chronicle = MappedBytes.class.getModule();
        List<String> missing = new ArrayList<>();
        if (!base.isOpen("java.lang.reflect", chronicle)) {
            missing.add(OPEN_REFLECT);
        }
        if (!base.isExported("sun.nio.ch", chronicle)) {
            missing.add(EXPORT_NIO);
        }
        return missing;
    }

    /**
     * Maps a file of that length, which must exist.
     *
     * @throws TTLogException {@link ErrorCode#CONFIGURATION} when this JVM cannot, with the flags that it needs
     */
    static MappedBytes map(Path file, long bytes, boolean readOnly) throws IOException {
        if (ByteOrder.nativeOrder() != ByteOrder.LITTLE_ENDIAN) {
            throw new TTLogException(
                    ErrorCode.CONFIGURATION,
                    "the chronicle sink writes in native order, which has to be little-endian");
        }
        List<String> missing = missing();
        if (!missing.isEmpty()) {
            throw refused("missing are " + String.join(" ", missing), null);
        }
        try {
            MappedBytes mapped = MappedBytes.singleMappedBytes(file.toFile(), bytes, readOnly);
            mapped.singleThreadedCheckDisabled(true); // opened by one thread, used by another
            mapped.readPositionRemaining(0, readOnly ? bytes : 0);
            return mapped;
        } catch (IORuntimeException e) {
            throw new IOException("mapping " + file + " failed: " + e.getMessage(), e);
        } catch (LinkageError | AssertionError | RuntimeException e) {
            throw refused(String.valueOf(e), e);
        }
    }

    private static TTLogException refused(String why, @Nullable Throwable cause) {
        return new TTLogException(
                ErrorCode.CONFIGURATION,
                "chronicle-bytes cannot map files in this JVM (Java "
                        + Runtime.version().feature() + "): " + why + "; start it with " + line(),
                cause);
    }
}
