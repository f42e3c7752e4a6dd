/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Names, as programs see them and as they are on the device. */
final class DirectoryNode extends Node {
    private final TreeMap<String, Node> names = new TreeMap<>();
    private final TreeMap<String, Node> durableNames = new TreeMap<>();

    Map<String, Node> names() {
        return names;
    }

    Map<String, Node> durableNames() {
        return durableNames;
    }

    @Override
    Node copy(Map<Node, Node> copies) {
        Node known = copies.get(this);
        if (known != null) {
            return known;
        }
        DirectoryNode copy = new DirectoryNode();
        copies.put(this, copy);
        names.forEach((name, node) -> copy.names.put(name, node.copy(copies)));
        durableNames.forEach((name, node) -> copy.durableNames.put(name, node.copy(copies)));
        return copy;
    }

    @Override
    void losePower(Random random, double share) {
        names.clear();
        names.putAll(durableNames);
        names.values().forEach(node -> node.losePower(random, share));
    }
}
