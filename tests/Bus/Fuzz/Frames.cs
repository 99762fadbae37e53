using System.Buffers.Binary;
using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Frames as a client sends them, made by hand so that they can be wrong.</summary>
internal static class Frames
{
    public static byte[] AmqpHeader => [.. "AMQP"u8, 0, 1, 0, 0];

    public static byte[] SaslHeader => [.. "AMQP"u8, 3, 1, 0, 0];

    public static byte[] SaslInit => Frame(0, Performative(0x41, 1, fields => fields.Symbol("ANONYMOUS"u8)), type: 1);

    public static byte[] Empty => Frame(0, []);

    public static byte[] Open => Frame(0, Performative(0x10, 1, fields => fields.String("raw")));

    public static byte[] Close => Frame(0, Performative(0x18, 0, _ => { }));

    public static byte[] Begin(ushort channel = 0, uint incomingWindow = 5000) => Frame(channel, Performative(0x11, 4, fields =>
    {
        fields.Null();
        fields.UInt(0);
        fields.UInt(incomingWindow);
        fields.UInt(5000);
    }));

    /// <summary>Attaches a sender to an address.</summary>
    public static byte[] AttachSender(string target, uint handle = 0, string? name = null) => Frame(0, Performative(0x12, 10, fields =>
    {
        fields.String(name ?? $"sender-{handle}");
        fields.UInt(handle);
        fields.Boolean(false);
        fields.Null();
        fields.Null();
        fields.Raw([0, 0x53, 0x28, 0x45]);
        fields.Raw(Terminus(0x29, target));
        fields.Null();
        fields.Null();
        fields.UInt(0);
    }));

    /// <summary>Attaches a receiver to an address.</summary>
    public static byte[] AttachReceiver(string source, uint handle = 0) => Frame(0, Performative(0x12, 7, fields =>
    {
        fields.String($"receiver-{handle}");
        fields.UInt(handle);
        fields.Boolean(true);
        fields.Null();
        fields.Null();
        fields.Raw(Terminus(0x28, source));
        fields.Raw([0, 0x53, 0x29, 0x45]);
    }));

    /// <summary>Gives credit on a receiver's link.</summary>
    public static byte[] Flow(uint credit, uint handle = 0, uint incomingWindow = 5000) => Frame(0, Performative(0x13, 7, fields =>
    {
        fields.UInt(0);
        fields.UInt(incomingWindow);
        fields.UInt(0);
        fields.UInt(5000);
        fields.UInt(handle);
        fields.UInt(0);
        fields.UInt(credit);
    }));

    /// <summary>Closes a link.</summary>
    public static byte[] Detach(uint handle) => Frame(0, Performative(0x16, 2, fields =>
    {
        fields.UInt(handle);
        fields.Boolean(true);
    }));

    public static byte[] Transfer(uint delivery, ReadOnlySpan<byte> payload, uint format = 0, bool more = false, uint handle = 0) => Frame(0,
    [
        .. Performative(0x14, 6, fields =>
        {
            fields.UInt(handle);
            fields.UInt(delivery);
            fields.Binary(BitConverter.GetBytes(delivery));
            fields.UInt(format);
            fields.Boolean(false);
            fields.Boolean(more);
        }),
        .. payload,
    ]);

    /// <summary>A frame with any body.</summary>
    public static byte[] Frame(ushort channel, ReadOnlySpan<byte> body, byte type = 0)
    {
        var frame = new byte[8 + body.Length];
        BinaryPrimitives.WriteInt32BigEndian(frame, frame.Length);
        frame[4] = 2;
        frame[5] = type;
        BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(6), channel);
        body.CopyTo(frame.AsSpan(8));
        return frame;
    }

    public static byte[] Performative(byte code, int count, Action<AmqpWriter> write)
    {
        var fields = new AmqpWriter();
        write(fields);
        var writer = new AmqpWriter();
        writer.DescribedCompound(code, 0xD0, count, fields.Written);
        return writer.ToArray();
    }

    private static byte[] Terminus(byte code, string address) => Performative(code, 1, fields => fields.String(address));
}
