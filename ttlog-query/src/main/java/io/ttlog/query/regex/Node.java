/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.query.regex;

import java.util.List;

/** A part of a pattern. */
sealed interface Node {
    /** Most copies that {@code {n,m}} without an m stands for. */
    int UNBOUNDED = Integer.MAX_VALUE;

    /** Matches the empty text. */
    record Empty() implements Node {}

    /** One code point of a set. */
    record One(CharSet set) implements Node {}

    /** A place between code points; the flag is one of {@link Places}. */
    record At(int place) implements Node {}

    /** A group whose bounds are kept. */
    record Group(int index, Node body) implements Node {}

    /** One after the other. */
    record Sequence(List<Node> parts) implements Node {}

    /** One of them, the first that leads to a match. */
    record Choice(List<Node> options) implements Node {}

    /** From min to max times, as often as possible when greedy, else as seldom. */
    record Repeat(Node body, int min, int max, boolean greedy) implements Node {}

    /** Whether the empty text matches, places taken for granted. */
    default boolean canBeEmpty() {
        if (this instanceof One) {
            return false;
        }
        if (this instanceof Group group) {
            return group.body.canBeEmpty();
        }
        if (this instanceof Sequence sequence) {
            return sequence.parts.stream().allMatch(Node::canBeEmpty);
        }
        if (this instanceof Choice choice) {
            return choice.options.stream().anyMatch(Node::canBeEmpty);
        }
        return !(this instanceof Repeat repeat) || repeat.min == 0 || repeat.body.canBeEmpty();
    }

    /** Whether every match begins where the text does. */
    default boolean beginsWithText() {
        if (this instanceof At at) {
            return at.place == Places.BEGIN_TEXT;
        }
        if (this instanceof Group group) {
            return group.body.beginsWithText();
        }
        if (this instanceof Sequence sequence) {
            return !sequence.parts.isEmpty() && sequence.parts.get(0).beginsWithText();
        }
        if (this instanceof Choice choice) {
            return choice.options.stream().allMatch(Node::beginsWithText);
        }
        return this instanceof Repeat repeat && repeat.min > 0 && repeat.body.beginsWithText();
    }
}
