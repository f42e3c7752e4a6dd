/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.sink.file;

/**
 * When files are forced to the device, beyond what each policy does: when a file ends, when the sink is closed, and when somebody
 * flushes to {@link io.ttlog.Ack#SYNCED}.
 */
public enum FileSync {
    /** Not otherwise. A power loss may cost what the operating system had not written of its own accord, on Linux 30 s. */
    FLUSH,
    /** At most a second after a frame was written. A power loss may cost that second, and the open frame. */
    SECOND,
    /** After every frame. A power loss may cost the open frame, as {@code kill -9} does. */
    FRAME
}
