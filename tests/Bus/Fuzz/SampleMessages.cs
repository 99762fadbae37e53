using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Sound encoded messages of many kinds, to be damaged.</summary>
internal static class SampleMessages
{
    /// <summary>From nearly empty to one with every section.</summary>
    public static byte[][] All { get; } =
    [
        Data("hello"u8),
        [.. Properties("id-1", null), .. Data("x"u8)],
        [.. Header(60_000), .. Annotations(1), .. Properties("id-2", "session-7"), .. Application(), .. Data("body"u8), .. Data("more"u8), .. Footer()],
        [.. Header(null), .. DeliveryAnnotations(), .. Annotations(4), .. Properties("", "s"), .. Application(), .. Value()],
        [.. Application(), .. Sequence(), .. Sequence()],
        [.. Annotations(2), .. Data(new byte[300])],
        [],
    ];

    /// <summary>A batch of all of them.</summary>
    public static byte[] Batch => [.. Properties("batch", null), .. All.SelectMany(message => Data(message))];

    private static byte[] Data(ReadOnlySpan<byte> body)
    {
        var writer = new AmqpWriter();
        writer.Raw([0, 0x53, 0x75]);
        writer.Binary(body);
        return writer.ToArray();
    }

    private static byte[] Header(uint? timeToLive) => Section(0x70, 0xD0, timeToLive is null ? 2 : 3, fields =>
    {
        fields.Boolean(true);
        fields.Raw([0x50, 4]);
        if (timeToLive is { } ttl)
            fields.UInt(ttl);
    });

    private static byte[] DeliveryAnnotations() => Section(0x71, 0xD1, 2, items =>
    {
        items.Symbol("x-opt-some"u8);
        items.Long(-1);
    });

    private static byte[] Annotations(int pairs) => Section(0x72, 0xD1, pairs * 2, items =>
    {
        items.Symbol("x-opt-scheduled-enqueue-time"u8);
        items.Timestamp(4_000_000_000_000);
        for (var i = 1; i < pairs; i++)
        {
            items.Symbol("x-opt-enqueued-time"u8);
            items.Raw([0xC0, 4, 2, 0x44, 0x50, 7]);
        }
    });

    private static byte[] Properties(string id, string? session) => Section(0x73, 0xC0, session is null ? 1 : 11, fields =>
    {
        fields.String(id);
        if (session is null)
            return;
        for (var i = 1; i < 10; i++)
            fields.Null();
        fields.String(session);
    });

    private static byte[] Application() => Section(0x74, 0xC1, 6, items =>
    {
        items.String("DeadLetterReason");
        items.String("why");
        items.String("when");
        items.Timestamp(1);
        items.String("described");
        items.Raw([0, 0xA3, 1, (byte)'d', 0x81, 0, 0, 0, 0, 0, 0, 0, 9]);
    });

    private static byte[] Value() => [0, 0x53, 0x77, 0xD1, 0, 0, 0, 12, 0, 0, 0, 2, 0xA1, 1, (byte)'k', 0xE0, 3, 1, 0x50, 5];

    private static byte[] Sequence() => [0, 0x53, 0x76, 0xC0, 3, 2, 0x43, 0x41];

    private static byte[] Footer() => Section(0x78, 0xC1, 0, _ => { });

    /// <summary>A section in its narrow or wide form.</summary>
    private static byte[] Section(byte descriptor, byte code, int count, Action<AmqpWriter> write)
    {
        var items = new AmqpWriter();
        write(items);
        var writer = new AmqpWriter();
        if ((code & 0x10) != 0)
            writer.DescribedCompound(descriptor, code, count, items.Written);
        else
            writer.Raw([0, 0x53, descriptor, code, (byte)(items.Length + 1), (byte)count, .. items.Written]);
        return writer.ToArray();
    }
}
