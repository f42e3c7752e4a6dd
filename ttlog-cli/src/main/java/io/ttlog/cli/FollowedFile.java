/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli;

import io.ttlog.ErrorCode;
import io.ttlog.TTLogException;
import io.ttlog.core.sink.console.EventLayout;
import io.ttlog.core.sink.file.FileReader;
import io.ttlog.core.sink.file.FileReport;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** An event file that may be written on while it is printed. Opened when it is first looked at. One thread. */
final class FollowedFile implements Closeable {
    private final Path path;
    private final EventPrinter printer;
    private @Nullable FileReader reader;
    private @Nullable EventLayout layout;
    private long unreadableBytes = -1; // of the file when no header could be read
    private boolean unreadableTold;
    private long damagesTold;
    private long tornBytesTold;

    FollowedFile(Path path, EventPrinter printer) {
        this.path = path;
        this.printer = printer;
    }

    Path path() {
        return path;
    }

    /**
     * Prints what has come since it was looked at last.
     *
     * @param ended whether nothing more is expected: then a torn tail is told
     * @return whether to look again: not when it was deleted or cut short
     */
    boolean look(boolean ended) throws IOException {
        boolean gone = !Files.exists(path, LinkOption.NOFOLLOW_LINKS); // before reading: then nothing is overlooked
        try {
            FileReader opened = reader == null ? open(ended || gone) : reader;
            if (opened == null || layout == null) {
                return !gone;
            }
            opened.grow();
            try {
                printer.print(opened, layout);
            } catch (EOFException cut) {
                // its writer took back a frame that it could not write to its end; the next look finds it as it is then
            }
            tell(opened.report(), ended || gone);
            return !gone;
        } catch (NoSuchFileException e) {
            printer.note(path, "it was deleted before it was read");
            return false;
        } catch (EOFException shorter) {
            printer.note(path, "it became shorter than what was read of it, and is read no further");
            return false;
        }
    }

    private @Nullable FileReader open(boolean ended) throws IOException {
        try {
            FileReader opened = FileReader.open(path);
            reader = opened;
            layout = printer.layout(opened);
            return opened;
        } catch (TTLogException e) {
            if (e.code().type() != ErrorCode.Type.CORRUPTION) {
                throw e;
            }
            long bytes = Files.size(path);
            boolean stands = bytes == unreadableBytes; // else the header may be on its way
            unreadableBytes = bytes;
            if (!unreadableTold && (ended || stands && bytes > 0)) {
                unreadableTold = true;
                if (bytes == 0) {
                    printer.noteEmpty(path);
                } else {
                    printer.tellDamage(String.valueOf(e.getMessage()));
                }
            }
            return null;
        }
    }

    private void tell(FileReport report, boolean ended) {
        printer.tellDamage(path, report, damagesTold);
        damagesTold = report.damageCount();
        if (ended && report.tornBytes() > 0 && report.tornBytes() != tornBytesTold) {
            tornBytesTold = report.tornBytes();
            printer.noteTornTail(path, report);
        }
    }

    @Override
    public void close() throws IOException {
        if (reader != null) {
            reader.close();
        }
    }
}
