/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.disk;

import java.util.Map;
import java.util.Random;

/** A file or a directory, whatever names it has. */
abstract class Node {
    /** A copy on another disk; each node is copied once. */
    abstract Node copy(Map<Node, Node> copies);

    /** What is left without power becomes all there is. */
    abstract void losePower(Random random, double share);
}
