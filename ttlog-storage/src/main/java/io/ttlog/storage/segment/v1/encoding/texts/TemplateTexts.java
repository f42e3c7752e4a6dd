/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1.encoding.texts;

import io.ttlog.storage.chunk.BinaryValues;
import io.ttlog.storage.chunk.Chunk;
import io.ttlog.storage.chunk.Values;
import io.ttlog.storage.column.ColumnType;
import io.ttlog.storage.entropy.BitCoder;
import io.ttlog.storage.entropy.Guesses;
import io.ttlog.storage.entropy.Indexes;
import io.ttlog.storage.entropy.RangeDecoder;
import io.ttlog.storage.entropy.RangeEncoder;
import io.ttlog.storage.entropy.Successors;
import io.ttlog.storage.segment.v1.encoding.ColumnEncoding;
import io.ttlog.storage.segment.v1.encoding.IntArray;
import io.ttlog.storage.wire.ByteReader;
import io.ttlog.storage.wire.ByteWriter;
import org.jspecify.annotations.Nullable;

/**
 * Texts as templates that {@link TemplateMiner} finds in the chunk, and what varies in their slots:
 *
 * <pre>
 *  template count varint
 *  { message count varint, slot count varint, { slot } , { piece length varint } }     per template
 *  { piece bytes }                                                                     per template
 *  the same for templates of long words
 *  word text bytes varint, identifier bytes varint, texts, identifiers                 the pool of words
 *  coded bits: per value its template, which message of the template, and of a new message each slot
 *
 *  slot: u8 kind | mode &lt;&lt; 3, parent varint (slots to the left of the neighbour to the left; itself + 0: none),
 *        of words: how many different ones varint; of digits and times: digits u8
 * </pre>
 *
 * <p>Not {@link #costly}: it takes microseconds a text, and without it a fresh segment is twice as large.
 *
 * <p>Every text is decoded once, however often it repeats: it is an entry of the dictionary that comes out.
 */
public final class TemplateTexts implements ColumnEncoding {
    /** Most templates of a chunk. */
    static final int TEMPLATES_MAX = 1 << 14;

    /** Bytes of text a value that are not in values before, from which on it pays. */
    private static final int NEW_TEXT_BYTES_MIN = 2;

    /** Most values of slots in a chunk, each of a new message. */
    static final int SLOT_VALUES_MAX = 1 << 22;

    @Override
    public int id() {
        return 24;
    }

    @Override
    public boolean fits(ColumnType type) {
        return type == ColumnType.TEXT;
    }

    @Override
    public boolean learns() {
        return true;
    }

    /** Where there is less to be found in the texts than in their order, a dictionary is nearly as small and much faster. */
    @Override
    public boolean pays(Values values) {
        BinaryValues binary = (BinaryValues) values;
        return binary.offsets()[binary.dictionaryCount()] - binary.offsets()[0]
                >= (long) binary.count() * NEW_TEXT_BYTES_MIN;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        TemplateMiner miner = TemplateMiner.mine(binary);
        if (miner == null) {
            return false;
        }
        writeTemplates(miner.templates(), target);
        writeTemplates(miner.nestedTemplates(), target);
        ByteWriter bits = new ByteWriter();
        RangeEncoder coder = new RangeEncoder(bits);
        WordPool pool = miner.words().pool();
        Walk walk = new Walk(coder, miner.templates(), miner.nestedTemplates(), pool, miner, values.count());
        walk.walk(new int[values.count()]);
        coder.end();
        pool.write(target);
        target.putBytes(bits.array(), 0, bits.length());
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        TextTemplate[] templates = readTemplates(source, count, 0);
        long slotValues = 0;
        for (TextTemplate template : templates) {
            slotValues += template.slotValues();
        }
        TextTemplate[] nested = readTemplates(source, SLOT_VALUES_MAX, slotValues);
        WordPool pool = new WordPool(source);
        RangeDecoder coder = new RangeDecoder(source);
        int[] ids = new int[count];
        Walk walk = new Walk(coder, templates, nested, pool, null, count);
        walk.walk(ids);
        coder.expectEnd();
        pool.expectEnd(coder);
        int[] offsets = new int[walk.offsets.size()];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = walk.offsets.get(i);
        }
        long naturalBytes = 0;
        for (int id : ids) {
            naturalBytes += offsets[id + 1] - offsets[id];
        }
        if (naturalBytes > Chunk.NATURAL_BYTES_MAX) {
            throw source.corrupt("values of " + naturalBytes + " bytes, at most " + Chunk.NATURAL_BYTES_MAX);
        }
        return new BinaryValues(walk.texts.array(), offsets, offsets.length - 1, ids, count);
    }

    private static void writeTemplates(TextTemplate[] templates, ByteWriter target) {
        target.putVarint(templates.length);
        for (TextTemplate template : templates) {
            template.write(target);
        }
        for (TextTemplate template : templates) {
            template.writePieces(target);
        }
    }

    private static TextTemplate[] readTemplates(ByteReader source, int messagesMax, long slotValuesBefore) {
        int count =
                source.readCount(Math.min(Math.min(TEMPLATES_MAX, messagesMax), source.remaining()), "template count");
        TextTemplate[] templates = new TextTemplate[count];
        long slotValues = slotValuesBefore;
        int messages = 0;
        for (int i = 0; i < count; i++) {
            templates[i] = TextTemplate.read(source, messagesMax - messages, TextScan.WORDS_MAX);
            messages += templates[i].messageCount;
            slotValues += templates[i].slotValues();
            if (slotValues > SLOT_VALUES_MAX) {
                throw source.corrupt("more than " + SLOT_VALUES_MAX + " values of slots");
            }
        }
        for (TextTemplate template : templates) {
            template.readPieces(source);
        }
        return templates;
    }

    /** The way through all values, the same for both directions. */
    private static final class Walk implements WordPool.Nested {
        private final BitCoder coder;
        private final TextTemplate[] templates;
        private final TextTemplate[] nestedTemplates;
        private final WordPool pool;
        private final @Nullable TemplateMiner miner;
        private final boolean reads;
        private final Guesses guesses;
        private final Successors successors;
        private final int[] columns;
        private final int[] nestedColumns;
        private final int[][] sharedModels = TextSlot.sharedModels();
        private final int nestedWidth;
        private final int[] nestedModels;
        private final IntArray offsets = new IntArray();
        private final ByteWriter texts = new ByteWriter();
        private int columnCount = 1;
        private long valueCount;

        /**
         * A walk.
         *
         * @param miner what to write; null when reading
         */
        Walk(
                BitCoder coder,
                TextTemplate[] templates,
                TextTemplate[] nestedTemplates,
                WordPool pool,
                @Nullable TemplateMiner miner,
                int count) {
            this.coder = coder;
            this.templates = templates;
            this.nestedTemplates = nestedTemplates;
            this.pool = pool;
            this.miner = miner;
            reads = miner == null;
            valueCount = count;
            columns = columns(templates);
            nestedColumns = columns(nestedTemplates);
            guesses = new Guesses((int) Math.min(valueCount, Integer.MAX_VALUE));
            successors = new Successors(guesses);
            nestedWidth = Integer.SIZE - Integer.numberOfLeadingZeros(nestedTemplates.length);
            nestedModels = BitCoder.models(1 << nestedWidth);
            offsets.add(0);
            pool.nested(this);
        }

        private int[] columns(TextTemplate[] all) {
            int[] first = new int[all.length];
            for (int i = 0; i < all.length; i++) {
                first[i] = columnCount;
                columnCount += 1 + all[i].slots.length;
                valueCount += all[i].slotValues();
            }
            return first;
        }

        /**
         * Codes all values.
         *
         * @param ids takes the number of each value's message
         */
        void walk(int[] ids) {
            TemplateMiner mined = miner;
            Indexes order = new Indexes(guesses, 0, templates.length, false);
            int messageCount = 0;
            long last = 0;
            long before = 0;
            long lastTemplate = 0;
            long templateBefore = 0;
            for (int row = 0; row < ids.length; row++) {
                int message = mined == null ? 0 : mined.messageOf(row);
                int number = order.code(
                        coder,
                        last << 16 ^ before,
                        last,
                        lastTemplate << 16 | templateBefore,
                        mined == null ? 0 : mined.templateOf(message));
                TextTemplate template = templates[number];
                Indexes messages = template.order(columns[number], guesses, sharedModels);
                int known = template.messages().size();
                int at = mined == null ? 0 : mined.indexOf(message);
                int index = messages.code(coder, last << 16 ^ before, last, messages.last(), at);
                if (index == known) {
                    slots(template, mined == null ? null : mined.slotsOf(message), at, false, texts);
                    template.messages().add(messageCount++);
                    offsets.add(texts.length());
                }
                ids[row] = template.messages().get(index);
                before = last;
                last = ids[row] + 1L;
                templateBefore = lastTemplate;
                lastTemplate = number;
            }
        }

        @Override
        public boolean has(int word) {
            return miner != null && miner.nestedTemplateOf(word) >= 0;
        }

        @Override
        public void code(int word, ByteWriter target) {
            TemplateMiner mined = miner;
            int number = coder.symbol(nestedModels, 0, nestedWidth, mined == null ? 0 : mined.nestedTemplateOf(word));
            if (number >= nestedTemplates.length) {
                throw coder.corrupt("template " + number + " of " + nestedTemplates.length);
            }
            TextTemplate template = nestedTemplates[number];
            template.order(nestedColumns[number], guesses, sharedModels);
            slots(
                    template,
                    mined == null ? null : mined.nestedSlotsOf(word),
                    mined == null ? 0 : mined.nestedIndexOf(word),
                    true,
                    target);
        }

        /** Codes what a text has in its slots, and appends the text when reading. */
        private void slots(
                TextTemplate template, @Nullable SlotMiner values, int text, boolean nested, ByteWriter target) {
            long[] contexts = new long[template.slots.length];
            long left = 0;
            for (int i = 0; i < contexts.length; i++) {
                TextSlot slot = template.slots[i];
                int word = values == null ? 0 : values.word(i, text);
                if (reads) {
                    template.putPiece(i, target);
                }
                if (slot.isWord()) {
                    int index = values == null || slot.kind == TextSlot.LISTED
                            ? 0
                            : nested ? slot.indexOf(word) : values.wordIndex(i, text);
                    int coded = slot.kind == TextSlot.LISTED
                            ? listed(contexts, i, word)
                            : slot.word(coder, pool, contexts, i, index, word);
                    contexts[i] = coded;
                    if (reads) {
                        pool.put(coded, target);
                    }
                } else {
                    left = slot.number(
                            coder, left, miner == null ? 0 : miner.words().value(word, slot.kind));
                    contexts[i] = left & Long.MAX_VALUE;
                    if (reads) {
                        TextTemplate.putNumber(slot, left, coder, target);
                    }
                }
                checkLength(target);
            }
            if (reads) {
                template.putPiece(contexts.length, target);
                checkLength(target);
            }
        }

        private int listed(long[] contexts, int position, int word) {
            long before = position > 0 ? contexts[position - 1] : 0;
            long beforeThat = position > 1 ? contexts[position - 2] : 0;
            int guessed = successors.guess(coder, before, beforeThat, pool.known(word));
            if (guessed >= 0) {
                if (!pool.has(guessed)) {
                    throw coder.corrupt("word " + guessed + " that is not there");
                }
                return guessed;
            }
            int coded = pool.code(coder, word);
            successors.learn(coded);
            return coded;
        }

        private void checkLength(ByteWriter target) {
            if (target.length() > Chunk.NATURAL_BYTES_MAX) {
                throw coder.corrupt("texts of more than " + Chunk.NATURAL_BYTES_MAX + " bytes");
            }
        }
    }
}
