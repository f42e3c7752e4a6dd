/* SPDX-License-Identifier: Apache-2.0 */
package io.ttlog.cli.export;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Writes structs as Thrift's compact protocol has them: a field is its type and the distance of its number to that of the field before,
 * then the value; a zero ends the struct.
 *
 * @see <a href="https://github.com/apache/thrift/blob/master/doc/specs/thrift-compact-protocol.md">The specification</a>
 */
final class ThriftStruct {
    private static final int TRUE = 1;
    private static final int FALSE = 2;
    private static final int BYTE = 3;
    private static final int I16 = 4;
    static final int I32 = 5;
    private static final int I64 = 6;
    static final int BINARY = 8;
    private static final int LIST = 9;
    static final int STRUCT = 12;
    private static final int SHORT_MAX = 15;

    private final ByteSink out;
    private final Deque<Integer> outer = new ArrayDeque<>();
    private int last;

    ThriftStruct(ByteSink out) {
        this.out = out;
    }

    private void field(int number, int type) {
        int distance = number - last;
        if (distance > 0 && distance <= SHORT_MAX) {
            out.int8(distance << 4 | type);
        } else {
            out.int8(type).zigzag(number);
        }
        last = number;
    }

    ThriftStruct i8(int number, int value) {
        field(number, BYTE);
        out.int8(value);
        return this;
    }

    ThriftStruct i16(int number, int value) {
        return varint(number, I16, value);
    }

    ThriftStruct i32(int number, int value) {
        return varint(number, I32, value);
    }

    ThriftStruct i64(int number, long value) {
        return varint(number, I64, value);
    }

    private ThriftStruct varint(int number, int type, long value) {
        field(number, type);
        out.zigzag(value);
        return this;
    }

    ThriftStruct bool(int number, boolean value) {
        field(number, value ? TRUE : FALSE);
        return this;
    }

    ThriftStruct binary(int number, byte[] value) {
        field(number, BINARY);
        out.varint(value.length).bytes(value);
        return this;
    }

    ThriftStruct text(int number, String value) {
        return binary(number, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Begins a list of so many elements, which follow. */
    ThriftStruct list(int number, int type, int count) {
        field(number, LIST);
        if (count < SHORT_MAX) {
            out.int8(count << 4 | type);
        } else {
            out.int8(SHORT_MAX << 4 | type).varint(count);
        }
        return this;
    }

    /** An element of a list of numbers. */
    ThriftStruct elementI32(int value) {
        out.zigzag(value);
        return this;
    }

    /** An element of a list of texts. */
    ThriftStruct elementText(String value) {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.varint(bytes.length).bytes(bytes);
        return this;
    }

    /** Begins a struct in a field. */
    ThriftStruct begin(int number) {
        field(number, STRUCT);
        return beginElement();
    }

    /** Begins a struct that is an element of a list. */
    ThriftStruct beginElement() {
        outer.push(last);
        last = 0;
        return this;
    }

    /** Ends the innermost struct. */
    ThriftStruct end() {
        out.int8(0);
        last = outer.isEmpty() ? 0 : outer.pop();
        return this;
    }
}
