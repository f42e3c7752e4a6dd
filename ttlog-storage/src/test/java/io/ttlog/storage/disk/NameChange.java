/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A name that goes, a name that comes, or both at once: then the node is renamed, and no loss of power leaves it under both names or
 * under none.
 */
record NameChange(Node node, @Nullable Place gone, @Nullable Place come) {
    /** A name in a directory. */
    record Place(DirectoryNode directory, String name) {
        Place copy(Map<Node, Node> copies) {
            return new Place((DirectoryNode) directory.copy(copies), name);
        }
    }

    /** Does it, to the names that programs see or to those on the device. A name that means another node by now stays. */
    void apply(Function<DirectoryNode, Map<String, Node>> names) {
        if (gone != null) {
            names.apply(gone.directory()).remove(gone.name(), node);
        }
        if (come != null) {
            names.apply(come.directory()).put(come.name(), node);
        }
    }

    /** Whether a force of the directory makes it durable. */
    boolean touches(DirectoryNode directory) {
        return gone != null && gone.directory() == directory || come != null && come.directory() == directory;
    }

    NameChange copy(Map<Node, Node> copies) {
        return new NameChange(
                node.copy(copies), gone == null ? null : gone.copy(copies), come == null ? null : come.copy(copies));
    }
}
