/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.shell;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Where the shell's inputs come from. For one thread. */
public interface Inputs extends Closeable {
    /**
     * The next input, a command with a dot or statements; null when there is none any more.
     *
     * @throws IOException when it cannot be read
     */
    @Nullable
    String next() throws IOException;

    /**
     * Waits between two looks of {@code .watch}.
     *
     * @return false when it is time to end, as a key was pressed or nobody is there who could press one
     */
    boolean pause(Duration time) throws IOException;
}
