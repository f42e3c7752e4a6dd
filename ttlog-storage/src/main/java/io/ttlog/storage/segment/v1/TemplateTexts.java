/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.storage.segment.v1;

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
 *  word text bytes varint, identifier bytes varint, texts, identifiers                 the pool of words
 *  coded bits: per value its template, which message of the template, and of a new message each slot
 *
 *  slot: u8 kind | mode &lt;&lt; 3, parent varint (slots to the left of the neighbour to the left; itself + 0: none),
 *        of words: how many different ones varint; of digits and times: digits u8
 * </pre>
 *
 * Every text is decoded once, however often it repeats: it is an entry of the dictionary that comes out.
 */
final class TemplateTexts implements ColumnEncoding {
    /** Most templates of a chunk. */
    static final int TEMPLATES_MAX = 1 << 14;

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
    public boolean costly() {
        return true;
    }

    @Override
    public boolean encode(Values values, ByteWriter target) {
        BinaryValues binary = (BinaryValues) values;
        TemplateMiner miner = TemplateMiner.mine(binary);
        if (miner == null) {
            return false;
        }
        TextTemplate[] templates = miner.templates();
        target.putVarint(templates.length);
        for (TextTemplate template : templates) {
            template.write(target);
        }
        for (TextTemplate template : templates) {
            template.writePieces(target);
        }
        ByteWriter bits = new ByteWriter();
        RangeEncoder coder = new RangeEncoder(bits);
        WordPool pool = miner.pool();
        new Walk(coder, templates, pool, values.count()).walk(miner, null, new int[values.count()]);
        coder.end();
        pool.write(target);
        target.putBytes(bits.array(), 0, bits.length());
        return true;
    }

    @Override
    public Values decode(ByteReader source, int count) {
        int templateCount =
                source.readCount(Math.min(Math.min(TEMPLATES_MAX, count), source.remaining()), "template count");
        TextTemplate[] templates = new TextTemplate[templateCount];
        long slotValues = 0;
        int messages = 0;
        for (int i = 0; i < templateCount; i++) {
            templates[i] = TextTemplate.read(source, count - messages, TextScan.WORDS_MAX);
            messages += templates[i].messageCount;
            slotValues += (long) templates[i].messageCount * templates[i].slots.length;
            if (slotValues > SLOT_VALUES_MAX) {
                throw source.corrupt("more than " + SLOT_VALUES_MAX + " values of slots");
            }
        }
        for (TextTemplate template : templates) {
            template.readPieces(source);
        }
        WordPool pool = new WordPool(source);
        RangeDecoder coder = new RangeDecoder(source);
        ByteWriter texts = new ByteWriter();
        int[] ids = new int[count];
        Walk walk = new Walk(coder, templates, pool, count);
        walk.walk(null, texts, ids);
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
        return new BinaryValues(texts.array(), offsets, offsets.length - 1, ids, count);
    }

    /** The way through all values, the same for both directions. */
    private static final class Walk {
        private final BitCoder coder;
        private final TextTemplate[] templates;
        private final WordPool pool;
        private final Guesses guesses;
        private final Successors successors;
        private final int[] columns;
        private final int[][] sharedModels = TextSlot.sharedModels();
        private final long[] contexts;
        private final IntArray offsets = new IntArray();

        Walk(BitCoder coder, TextTemplate[] templates, WordPool pool, int count) {
            this.coder = coder;
            this.templates = templates;
            this.pool = pool;
            columns = new int[templates.length];
            int column = 1;
            long values = count;
            int slotsMax = 0;
            for (int i = 0; i < templates.length; i++) {
                columns[i] = column;
                column += 1 + templates[i].slots.length;
                values += (long) templates[i].messageCount * templates[i].slots.length;
                slotsMax = Math.max(slotsMax, templates[i].slots.length);
            }
            guesses = new Guesses((int) Math.min(values, Integer.MAX_VALUE));
            successors = new Successors(guesses);
            contexts = new long[slotsMax];
            offsets.add(0);
        }

        /**
         * Codes all values.
         *
         * @param miner what to write; null when reading
         * @param texts takes the messages when reading
         * @param ids takes the number of each value's message
         */
        void walk(@Nullable TemplateMiner miner, @Nullable ByteWriter texts, int[] ids) {
            Indexes order = new Indexes(guesses, 0, templates.length, false);
            int messageCount = 0;
            long last = 0;
            long before = 0;
            long lastTemplate = 0;
            long templateBefore = 0;
            for (int row = 0; row < ids.length; row++) {
                int message = miner == null ? 0 : miner.messageOf(row);
                int number = order.code(
                        coder,
                        last << 16 ^ before,
                        last,
                        lastTemplate << 16 | templateBefore,
                        miner == null ? 0 : miner.templateOf(message));
                TextTemplate template = templates[number];
                Indexes messages = template.order(columns[number], guesses, sharedModels);
                int known = template.messages().size();
                int index = messages.code(
                        coder, last << 16 ^ before, last, messages.last(), miner == null ? 0 : miner.indexOf(message));
                if (index == known) {
                    slots(template, miner, message, texts);
                    template.messages().add(messageCount++);
                    if (texts != null) {
                        offsets.add(texts.length());
                    }
                }
                ids[row] = template.messages().get(index);
                before = last;
                last = ids[row] + 1L;
                templateBefore = lastTemplate;
                lastTemplate = number;
            }
        }

        private void slots(
                TextTemplate template, @Nullable TemplateMiner miner, int message, @Nullable ByteWriter texts) {
            long left = 0;
            for (int i = 0; i < template.slots.length; i++) {
                TextSlot slot = template.slots[i];
                if (texts != null) {
                    template.putPiece(i, texts);
                }
                if (slot.isWord()) {
                    int word = miner == null ? 0 : miner.word(message, i);
                    int coded = slot.kind == TextSlot.LISTED
                            ? listed(i, word)
                            : slot.word(
                                    coder, pool, contexts, i, miner == null ? 0 : miner.wordIndex(message, i), word);
                    contexts[i] = coded;
                    if (texts != null) {
                        pool.put(coded, texts);
                    }
                } else {
                    left = slot.number(coder, left, miner == null ? 0 : miner.number(message, i));
                    contexts[i] = left & Long.MAX_VALUE;
                    if (texts != null) {
                        TextTemplate.putNumber(slot, left, coder, texts);
                    }
                }
                checkLength(texts);
            }
            if (texts != null) {
                template.putPiece(template.slots.length, texts);
                checkLength(texts);
            }
        }

        private int listed(int position, int word) {
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

        private void checkLength(@Nullable ByteWriter texts) {
            if (texts != null && texts.length() > Chunk.NATURAL_BYTES_MAX) {
                throw coder.corrupt("texts of more than " + Chunk.NATURAL_BYTES_MAX + " bytes");
            }
        }
    }
}
