using Relay.Local.Bus.Wire;

namespace Relay.Local.Bus.Tests.Fuzz;

/// <summary>Frames and payloads that are wrong, sent to a living broker.</summary>
public sealed class BadFrameAttackTests
{
    private const int Seed = 20_260_103;
    private const int Connections = 400;
    private const int Payloads = 3000;
    private const int LargestToken = 32 * 1024;
    private const long Disposition = 0x15;
    private const long Detach = 0x16;
    private const long Accepted = 0x24;
    private const long Rejected = 0x25;

    [Fact]
    public async Task DamagedFrames_OnManyConnections_EndTheseOnly()
    {
        await using var broker = await AttackedBroker.StartAsync();
        var mutator = new Mutator(Seed);
        byte[][] script =
        [
            Frames.AmqpHeader, Frames.Open, Frames.Begin(), Frames.AttachSender("q"), Frames.Transfer(0, SampleMessages.All[2]), Frames.AttachReceiver("q", 1),
            Frames.Flow(10, 1), Frames.AttachSender("q/$management", 2), Frames.AttachSender("$cbs", 3), Frames.Empty, Frames.Transfer(1, SampleMessages.Batch, 0x80013700), Frames.Close,
        ];
        await broker.WithstandAsync(async () =>
        {
            for (var i = 0; i < Connections; i++)
            {
                using var client = await RawConnection.ConnectAsync(broker.Port);
                var damaged = i % script.Length;
                if (await client.TrySendAsync((byte[])[.. script[..damaged].SelectMany(part => part), .. mutator.Damage(script[damaged])])
                    && await client.TrySendAsync((byte[])[.. script[(damaged + 1)..].SelectMany(part => part)]))
                    await client.TrySendAsync(Frames.Close);
            }
        });
    }

    [Fact]
    public async Task UnsoundValues_InFramesAndRequests_EndTheirConnectionOrAreRejected()
    {
        await using var broker = await AttackedBroker.StartAsync();
        await broker.WithstandAsync(async () =>
        {
            foreach (var row in FrameFuzzTests.UnsoundValues())
            {
                var value = row.Data.Item2;
                await AsPerformativeAsync(broker.Port, value);
                foreach (var address in new[] { "q", "q/$management", "$cbs" })
                    await AsMessageAsync(broker.Port, address, value);
            }
        });
    }

    [Fact]
    public async Task DamagedMessages_OnOneConnection_AreEachAnswered()
    {
        await using var broker = await AttackedBroker.StartAsync();
        var mutator = new Mutator(Seed + 1);
        await broker.WithstandAsync(async () =>
        {
            using var client = await RawConnection.OpenAsync(broker.Port);
            await client.SendAsync(Frames.AttachSender("q"));
            Assert.NotNull(await client.FrameAsync(0x12));
            var answers = new Dictionary<long, int>();
            for (uint i = 0; i < Payloads; i++)
            {
                var batch = i % 5 == 0;
                var payload = mutator.Damage(batch ? SampleMessages.Batch : SampleMessages.All[i % SampleMessages.All.Length]);
                await client.SendAsync(Frames.Transfer(i, payload, batch ? 0x80013700 : 0));
                var answer = Outcome((await client.FrameAsync(0x15))!);
                answers[answer] = answers.GetValueOrDefault(answer) + 1;
            }
            Assert.Equal([Accepted, Rejected], answers.Keys.Order());
            await client.SendAsync(Frames.Close);
            Assert.NotNull(await client.FrameAsync(0x18));
        });
    }

    private static async Task AsPerformativeAsync(int port, byte[] value)
    {
        using var client = await RawConnection.OpenAsync(port);
        var frame = Frames.Frame(0, Frames.Performative(0x13, 11, fields =>
        {
            for (var i = 0; i < 10; i++)
                fields.Null();
            fields.Raw(value);
        }));
        await client.TrySendAsync(frame);
        await client.ReadToEndAsync();
    }

    /// <summary>As application properties and as a body: each must be answered.</summary>
    private static async Task AsMessageAsync(int port, string address, byte[] value)
    {
        using var client = await RawConnection.OpenAsync(port);
        await client.SendAsync(Frames.AttachSender(address));
        Assert.NotNull(await client.FrameAsync(0x12));
        uint delivery = 0;
        foreach (var section in new byte[] { 0x77, 0x72, 0x74 })
        {
            byte[] message = [0, 0x53, section, .. value];
            var half = message.Length / 2;
            if (message.Length > 40_000)
                await client.SendAsync((byte[])[.. Frames.Transfer(delivery, message.AsSpan(0, half), more: true), .. Frames.Transfer(delivery, message.AsSpan(half))]);
            else
                await client.SendAsync(Frames.Transfer(delivery, message));
            var (code, frame) = await AnswerAsync(client);
            if (code == Detach)
            {
                Assert.True(address == "$cbs" && message.Length > LargestToken, "The link was closed.");
                return;
            }
            // A body is the receiver's to judge, unless the broker must read it itself.
            if (section != 0x77 || address != "q")
                Assert.Equal(Rejected, Outcome(frame));
            delivery++;
        }
    }

    private static async Task<(long Code, byte[] Body)> AnswerAsync(RawConnection client)
    {
        while (true)
        {
            var frame = await client.FrameAsync();
            Assert.NotNull(frame);
            if (frame.Value.Code is Disposition or Detach)
                return frame.Value;
        }
    }

    /// <summary>The descriptor of the state in a disposition, which is its fifth field.</summary>
    private static long Outcome(byte[] disposition)
    {
        var (offset, _) = AmqpScanner.List(disposition, AmqpScanner.Skip(disposition, 1));
        for (var i = 0; i < 4; i++)
            offset = AmqpScanner.Skip(disposition, offset);
        return AmqpScanner.Integer(disposition, offset + 1)!.Value;
    }
}
