/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.core.runtime;

import io.ttlog.core.event.EventReader;
import io.ttlog.core.event.Symbols;
import io.ttlog.core.event.Template;
import io.ttlog.core.event.ValueText;
import java.util.List;

/**
 * What a template text means: the symbol of the text, of the keys that its holes name, and of the class that logs it.
 * Immutable.
 */
final class Site {
    /** Symbol of the text; {@link Symbols#NONE} when the text is too long or one too many to be a symbol. */
    final int template;

    final int logger;
    private final int[] keys;
    private final Template parsed;
    private final Vocabulary vocabulary;
    private final boolean namesArguments;

    Site(int template, int logger, Template parsed, Vocabulary vocabulary) {
        this.template = template;
        this.logger = logger;
        this.parsed = parsed;
        this.vocabulary = vocabulary;
        List<String> holes = parsed.holes();
        namesArguments = holes.stream().anyMatch(hole -> hole.startsWith("arg"));
        keys = new int[holes.size()];
        for (int i = 0; i < keys.length; i++) {
            keys[i] = vocabulary.symbol(holes.get(i));
        }
    }

    int holes() {
        return keys.length;
    }

    /** The key of the hole at the index; {@link Symbols#NONE} when its name could not become a symbol. */
    int key(int hole) {
        return keys[hole];
    }

    /** The key of the value at the index, which need not have a hole. */
    int key(int index, Producer producer) {
        if (index < keys.length) {
            return keys[index];
        }
        return namesArguments && index < Recorder.ARGUMENTS_MAX
                ? vocabulary.symbol(parsed.key(index)) // a hole may have its name
                : producer.argumentKey(index);
    }

    /** The text with the values of the event in its holes, for an event that carries its message as text. */
    String render(EventReader event) {
        StringBuilder text = new StringBuilder(parsed.literals().get(0));
        for (int i = 0; i < keys.length; i++) {
            appendField(text, event, i);
            text.append(parsed.literals().get(i + 1));
        }
        return text.toString();
    }

    private void appendField(StringBuilder text, EventReader event, int hole) {
        event.rewind();
        while (event.nextField()) {
            if (event.fieldKey() == keys[hole]) {
                ValueText.append(text, event);
                return;
            }
        }
        text.append('{').append(parsed.holes().get(hole)).append('}');
    }
}
