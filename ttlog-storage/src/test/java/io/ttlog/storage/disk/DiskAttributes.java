/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;

/** What can be asked about a file; times are not kept. */
record DiskAttributes(Node node, long size) implements BasicFileAttributes {
    private static final FileTime NO_TIME = FileTime.fromMillis(0);

    static DiskAttributes of(Node node) {
        return new DiskAttributes(node, node instanceof FileNode file ? file.size() : 0);
    }

    @Override
    public FileTime lastModifiedTime() {
        return NO_TIME;
    }

    @Override
    public FileTime lastAccessTime() {
        return NO_TIME;
    }

    @Override
    public FileTime creationTime() {
        return NO_TIME;
    }

    @Override
    public boolean isRegularFile() {
        return node instanceof FileNode;
    }

    @Override
    public boolean isDirectory() {
        return node instanceof DirectoryNode;
    }

    @Override
    public boolean isSymbolicLink() {
        return false;
    }

    @Override
    public boolean isOther() {
        return false;
    }

    @Override
    public Object fileKey() {
        return node;
    }
}
