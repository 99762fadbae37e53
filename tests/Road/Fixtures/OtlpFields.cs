using System.Buffers.Binary;
using System.Text;

namespace Relay.Road.Tests.Fixtures;

/// <summary>One field of a protobuf message; of its values the one of its wire type is set.</summary>
/// <param name="Number">The field's number.</param>
/// <param name="Value">A varint, or the bits of a fixed number.</param>
/// <param name="Bytes">A text or a message.</param>
internal readonly record struct OtlpField(int Number, ulong Value, ReadOnlyMemory<byte> Bytes)
{
    public string Text => Encoding.UTF8.GetString(Bytes.Span);

    public string Hex => Convert.ToHexStringLower(Bytes.Span);
}

/// <summary>Reads protobuf as far as OTLP needs it: opentelemetry-proto 1, the numbers of its fields are with the readers.</summary>
internal static class OtlpFields
{
    /// <summary>The fields of a message, in order.</summary>
    public static List<OtlpField> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<OtlpField>();
        while (message.Length > 0)
        {
            var tag = Varint(ref message);
            var number = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add(new OtlpField(number, Varint(ref message), default));
                    break;
                case 1:
                    fields.Add(new OtlpField(number, BinaryPrimitives.ReadUInt64LittleEndian(message.Span), default));
                    message = message[8..];
                    break;
                case 2:
                    var length = (int)Varint(ref message);
                    fields.Add(new OtlpField(number, 0, message[..length]));
                    message = message[length..];
                    break;
                case 5:
                    fields.Add(new OtlpField(number, BinaryPrimitives.ReadUInt32LittleEndian(message.Span), default));
                    message = message[4..];
                    break;
                default:
                    throw new InvalidDataException($"Wire type {tag & 7} is not OTLP's.");
            }
        }

        return fields;
    }

    /// <summary>The messages that lie below some field numbers, one in the other.</summary>
    public static IEnumerable<ReadOnlyMemory<byte>> Below(ReadOnlyMemory<byte> message, params int[] path) => path.Length == 0
        ? [message]
        : Read(message).Where(field => field.Number == path[0]).SelectMany(field => Below(field.Bytes, path[1..]));

    /// <summary>Attributes (KeyValue: key 1, value 2; AnyValue: text 1, bool 2, number 3, double 4) as texts.</summary>
    public static Dictionary<string, string> Attributes(IEnumerable<OtlpField> fields, int number)
    {
        var attributes = new Dictionary<string, string>();
        foreach (var attribute in fields.Where(field => field.Number == number))
        {
            var pair = Read(attribute.Bytes);
            var value = Read(pair.Single(field => field.Number == 2).Bytes).Single();
            attributes.Add(pair.Single(field => field.Number == 1).Text, value.Number == 1 ? value.Text : FormattableString.Invariant($"{value.Value}"));
        }

        return attributes;
    }

    private static ulong Varint(ref ReadOnlyMemory<byte> message)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = message.Span[0];
            message = message[1..];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80)
                return value;
        }
    }
}
