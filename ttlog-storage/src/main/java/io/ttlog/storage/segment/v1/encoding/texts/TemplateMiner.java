/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.segment.v1.encoding.binary.DistinctStrings;
import org.jspecify.annotations.Nullable;

/**
 * The templates of a chunk's messages ({@link TextGroups}), and those of the long words that stand in their slots: objects in JSON
 * carry texts that have templates of their own. Of the side that writes.
 */
final class TemplateMiner {
    /** Shortest word that is worth a template. */
    private static final int NESTED_BYTES_MIN = 100;

    private static final int NOT_NESTED = -1;

    private final DistinctStrings distinct;
    private final WordTable words;
    private final TextGroups messages;
    private final byte[] bytes;
    private @Nullable TextGroups nested;
    private TextTemplate[] nestedTemplates = new TextTemplate[0];
    private int[] nestedOf = new int[0];
    private int[] templateOfNested = new int[0];

    private TemplateMiner(BinaryValues values) {
        bytes = values.bytes();
        distinct = new DistinctStrings(values);
        words = new WordTable(bytes);
        IntArray starts = new IntArray();
        IntArray ends = new IntArray();
        for (int i = 0; i < distinct.count(); i++) {
            starts.add(distinct.from(i));
            ends.add(distinct.to(i));
        }
        messages = new TextGroups(bytes, starts, ends, words);
    }

    /** The templates; null when the texts have too little in common. */
    static @Nullable TemplateMiner mine(BinaryValues values) {
        TemplateMiner miner = new TemplateMiner(values);
        if (!miner.messages.find(new TextScan(true))) {
            return null;
        }
        miner.mineWords();
        return miner;
    }

    private void mineWords() {
        nestedOf = new int[words.count()];
        IntArray starts = new IntArray();
        IntArray ends = new IntArray();
        for (int word = 0; word < nestedOf.length; word++) {
            nestedOf[word] = NOT_NESTED;
            if (words.lengthOf(word) >= NESTED_BYTES_MIN) {
                nestedOf[word] = starts.size();
                starts.add(words.start(word));
                ends.add(words.end(word));
            }
        }
        TextGroups groups = new TextGroups(bytes, starts, ends, words);
        if (starts.size() < 2 || !groups.find(new TextScan(false))) {
            return;
        }
        long slotValues = 0;
        for (TextTemplate template : messages.templates()) {
            slotValues += template.slotValues();
        }
        TextTemplate[] found = groups.templates();
        templateOfNested = new int[found.length];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            slotValues += found[i].slotValues();
            boolean useful = found[i].messageCount > 1 && found[i].pieceBytes() > 0;
            templateOfNested[i] = useful ? count++ : NOT_NESTED;
        }
        if (slotValues > TemplateTexts.SLOT_VALUES_MAX || count == 0) {
            return;
        }
        nested = groups;
        nestedTemplates = new TextTemplate[count];
        for (int i = 0; i < found.length; i++) {
            if (templateOfNested[i] != NOT_NESTED) {
                nestedTemplates[templateOfNested[i]] = found[i];
            }
        }
    }

    /** All templates of messages, in the order of their first messages. */
    TextTemplate[] templates() {
        return messages.templates();
    }

    /** All templates of words. */
    TextTemplate[] nestedTemplates() {
        return nestedTemplates;
    }

    /** The words of all slots. */
    WordTable words() {
        return words;
    }

    /** The message of a value. */
    int messageOf(int value) {
        return distinct.indexes()[value];
    }

    /** The template of a message. */
    int templateOf(int message) {
        return messages.templateOf(message);
    }

    /** Which of its template's messages it is. */
    int indexOf(int message) {
        return messages.indexOf(message);
    }

    /** What a message has in its slots, at {@link #indexOf}. */
    SlotMiner slotsOf(int message) {
        return messages.slotsOf(messages.templateOf(message));
    }

    /** The template of a word; -1 when it has none. */
    int nestedTemplateOf(int word) {
        TextGroups groups = nested;
        int text = groups == null || word >= nestedOf.length ? NOT_NESTED : nestedOf[word];
        return groups == null || text == NOT_NESTED ? NOT_NESTED : templateOfNested[groups.templateOf(text)];
    }

    /** Which of its template's words it is. */
    int nestedIndexOf(int word) {
        return nested == null ? 0 : nested.indexOf(nestedOf[word]);
    }

    /** What a word has in its slots, at {@link #nestedIndexOf}. */
    SlotMiner nestedSlotsOf(int word) {
        return nested == null ? slotsOf(0) : nested.slotsOf(nested.templateOf(nestedOf[word]));
    }
}
