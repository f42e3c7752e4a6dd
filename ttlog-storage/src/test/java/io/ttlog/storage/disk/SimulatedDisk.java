/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory. Programs use it through {@link #path}; a test watches its operations, makes them fail, and asks for the disk
 * that would be found after the program, or the power, was gone at this moment. Safe for all threads: an operation is one step.
 */
public final class SimulatedDisk {
    private final DiskFileSystem fileSystem = new DiskFileSystem(this);
    private DirectoryNode root = new DirectoryNode();

    /** Changes of names that are not durable, in their order. */
    private final List<NameChange> unsynced = new ArrayList<>();

    private Consumer<Operation> watcher = operation -> {};
    private long changes;
    private Fault fault = Fault.NONE;
    private long counted; // operations of the fault's kinds
    private long failures;
    private boolean readOnly;
    private long capacityBytes = Long.MAX_VALUE;

    /** A path on this disk. */
    public Path path(String text) {
        return fileSystem.getPath(text);
    }

    /**
     * Calls the watcher before each operation that changes something, in the thread that does it; all other operations wait. It may use
     * other disks.
     */
    public synchronized void watch(Consumer<Operation> next) {
        watcher = next;
    }

    /** How many operations have changed something, or were about to. */
    public synchronized long changes() {
        return changes;
    }

    /** Makes operations fail from now on, and no others. */
    public synchronized void fail(Fault next) {
        fault = next;
        counted = 0;
    }

    /** How many operations have failed by faults. */
    public synchronized long failures() {
        return failures;
    }

    /** Refuses changes, as a file system that is mounted read-only. */
    public synchronized void readOnly(boolean refuses) {
        readOnly = refuses;
    }

    /** Limits the bytes of all files together. */
    public synchronized void capacityBytes(long bytes) {
        capacityBytes = bytes;
    }

    synchronized long capacityBytes() {
        return capacityBytes;
    }

    /** What another process finds when this one is killed: all that it has written, with no lock on it. */
    public synchronized SimulatedDisk afterKill() {
        SimulatedDisk copy = new SimulatedDisk();
        Map<Node, Node> copies = new HashMap<>();
        copy.root = (DirectoryNode) root.copy(copies);
        for (NameChange change : unsynced) {
            copy.unsynced.add(change.copy(copies));
        }
        return copy;
    }

    /**
     * What is found when the power comes back: what is durable, and of the rest each sector and each change of a name by chance.
     *
     * @param share the probability that it is there; with 0 or 1 nothing is left to chance
     */
    public SimulatedDisk afterPowerLoss(Random random, double share) {
        SimulatedDisk left = afterKill();
        synchronized (left) {
            for (NameChange change : left.unsynced) {
                if (random.nextDouble() < share) {
                    change.apply(DirectoryNode::durableNames);
                }
            }
            left.unsynced.clear();
            left.root.losePower(random, share);
        }
        return left;
    }

    /** Counts an operation, tells the watcher, and fails if it is to fail. */
    void begin(OperationKind kind, DiskPath path) throws IOException {
        assert Thread.holdsLock(this);
        if (kind.changes()) {
            watcher.accept(new Operation(++changes, kind, path.toString()));
        }
        if (readOnly && kind.changes() && kind != OperationKind.FORCE) {
            throw new FileSystemException(path.toString(), null, "Read-only file system");
        }
        if (fault.kinds().contains(kind)) {
            counted++;
            if (counted >= fault.first() && counted <= fault.last()) {
                failures++;
                throw new InjectedFailure(kind + " of " + path + " failed, number " + counted + " of " + fault);
            }
        }
    }

    /** The node of a path; null when there is none. */
    synchronized @Nullable Node find(DiskPath path) {
        Node at = root;
        for (String name : ((DiskPath) path.normalize()).names()) {
            at = at instanceof DirectoryNode directory ? directory.names().get(name) : null;
            if (at == null) {
                return null;
            }
        }
        return at;
    }

    private Node existing(DiskPath path) throws NoSuchFileException {
        Node node = find(path);
        if (node == null) {
            throw new NoSuchFileException(path.toString());
        }
        return node;
    }

    private NameChange.Place place(DiskPath path) throws IOException {
        DiskPath normal = (DiskPath) path.normalize();
        DiskPath parent = (DiskPath) normal.toAbsolutePath().getParent();
        if (parent == null) {
            throw new FileSystemException(path.toString(), null, "the root has no name");
        }
        if (find(parent) instanceof DirectoryNode directory) {
            return new NameChange.Place(
                    directory, normal.names().get(normal.names().size() - 1));
        }
        throw new NoSuchFileException(path.toString());
    }

    private void change(Node node, NameChange.@Nullable Place gone, NameChange.@Nullable Place come) {
        NameChange change = new NameChange(node, gone, come);
        change.apply(DirectoryNode::names);
        unsynced.add(change);
    }

    /** Opens, or makes, what the path names. */
    synchronized DiskChannel open(DiskPath path, Set<? extends OpenOption> options) throws IOException {
        boolean append = options.contains(StandardOpenOption.APPEND);
        boolean write = append || options.contains(StandardOpenOption.WRITE);
        Node node = find(path);
        if (node == null) {
            boolean create =
                    options.contains(StandardOpenOption.CREATE) || options.contains(StandardOpenOption.CREATE_NEW);
            if (!write || !create) {
                throw new NoSuchFileException(path.toString());
            }
            NameChange.Place place = place(path);
            begin(OperationKind.CREATE, path);
            node = new FileNode();
            change(node, null, place);
        } else if (options.contains(StandardOpenOption.CREATE_NEW)) {
            throw new FileAlreadyExistsException(path.toString());
        } else if (write && (readOnly || node instanceof DirectoryNode)) {
            throw new FileSystemException(path.toString(), null, readOnly ? "Read-only file system" : "Is a directory");
        } else {
            begin(OperationKind.OPEN, path);
            if (write
                    && options.contains(StandardOpenOption.TRUNCATE_EXISTING)
                    && node instanceof FileNode file
                    && file.size() > 0) {
                begin(OperationKind.TRUNCATE, path);
                file.truncate(0);
            }
        }
        return new DiskChannel(this, path, node, !write || options.contains(StandardOpenOption.READ), write, append);
    }

    synchronized List<String> list(DiskPath path) throws IOException {
        Node node = existing(path);
        begin(OperationKind.LIST, path);
        if (node instanceof DirectoryNode directory) {
            return List.copyOf(directory.names().keySet());
        }
        throw new NotDirectoryException(path.toString());
    }

    synchronized void createDirectory(DiskPath path) throws IOException {
        if (find(path) != null) {
            throw new FileAlreadyExistsException(path.toString());
        }
        NameChange.Place place = place(path);
        begin(OperationKind.CREATE_DIRECTORY, path);
        change(new DirectoryNode(), null, place);
    }

    synchronized void link(DiskPath link, DiskPath path) throws IOException {
        if (find(link) != null) {
            throw new FileAlreadyExistsException(link.toString());
        }
        Node node = existing(path);
        NameChange.Place place = place(link);
        begin(OperationKind.LINK, link);
        change(node, null, place);
    }

    synchronized void delete(DiskPath path) throws IOException {
        Node node = existing(path);
        refuseUnlessEmpty(node, path);
        begin(OperationKind.DELETE, path);
        change(node, place(path), null);
    }

    synchronized void rename(DiskPath from, DiskPath to, boolean replace) throws IOException {
        Node node = existing(from);
        Node replaced = find(to);
        if (replaced != null) {
            if (!replace) {
                throw new FileAlreadyExistsException(to.toString());
            }
            refuseUnlessEmpty(replaced, to);
        }
        NameChange.Place place = place(to);
        begin(OperationKind.RENAME, to);
        change(node, place(from), place);
    }

    private static void refuseUnlessEmpty(Node node, DiskPath path) throws DirectoryNotEmptyException {
        if (node instanceof DirectoryNode directory && !directory.names().isEmpty()) {
            throw new DirectoryNotEmptyException(path.toString());
        }
    }

    /** Makes the names in a directory durable. */
    void force(DirectoryNode directory) {
        assert Thread.holdsLock(this);
        for (Iterator<NameChange> all = unsynced.iterator(); all.hasNext(); ) {
            NameChange change = all.next();
            if (change.touches(directory)) {
                change.apply(DirectoryNode::durableNames);
                all.remove();
            }
        }
    }

    /** How many of the bytes there is room for. */
    int room(FileNode file, long position, int bytes) throws IOException {
        assert Thread.holdsLock(this);
        if (capacityBytes == Long.MAX_VALUE) {
            return bytes;
        }
        long growth = Math.max(0, position + bytes - file.size());
        long room = Math.min(bytes, bytes - growth + freeBytes());
        if (room <= 0) {
            throw new IOException("No space left on device");
        }
        return (int) room;
    }

    /** Bytes that can still be written; what a deleted file held is free at once. */
    synchronized long freeBytes() {
        return Math.max(0, capacityBytes - usedBytes(root));
    }

    /** Bytes of all files. */
    public synchronized long usedBytes() {
        return usedBytes(root);
    }

    private static long usedBytes(DirectoryNode directory) {
        long bytes = 0;
        for (Node node : directory.names().values()) {
            bytes += node instanceof FileNode file ? file.size() : usedBytes((DirectoryNode) node);
        }
        return bytes;
    }
}
