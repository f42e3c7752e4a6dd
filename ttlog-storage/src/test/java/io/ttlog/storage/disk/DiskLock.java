/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.nio.channels.FileLock;

/** A lock on a whole file of a simulated disk. */
final class DiskLock extends FileLock {
    private final SimulatedDisk disk;
    private final FileNode file;

    DiskLock(DiskChannel channel, SimulatedDisk disk, FileNode file) {
        super(channel, 0, Long.MAX_VALUE, false);
        this.disk = disk;
        this.file = file;
    }

    @Override
    public boolean isValid() {
        synchronized (disk) {
            return file.lock() == this;
        }
    }

    @Override
    public void release() {
        synchronized (disk) {
            if (file.lock() == this) {
                file.lock(null);
            }
        }
    }
}
