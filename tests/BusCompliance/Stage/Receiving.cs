namespace Relay.Local.Bus.Compliance.Stage;

/// <summary>What the scenarios say often about receivers.</summary>
internal static class Receiving
{
    /// <summary>The next message, which must come.</summary>
    public static async Task<IncomingMessage> OneAsync(this IBusReceiver receiver) =>
        Assert.Single(await receiver.ReceiveAsync(1, BusStage.Long));

    /// <summary>So many messages, one after the other.</summary>
    public static async Task<IReadOnlyList<IncomingMessage>> ManyAsync(this IBusReceiver receiver, int count)
    {
        var messages = new List<IncomingMessage>();
        while (messages.Count < count)
        {
            var some = await receiver.ReceiveAsync(count - messages.Count, BusStage.Long);
            Assert.NotEmpty(some);
            messages.AddRange(some);
        }
        return messages;
    }

    /// <summary>Nothing can be received now.</summary>
    public static async Task NothingAsync(this IBusReceiver receiver) => Assert.Empty(await receiver.ReceiveAsync(1, BusStage.Short));

    /// <summary>The operation fails for this reason, whichever client runs it.</summary>
    public static async Task FailsAsync(Failure reason, Func<Task> act) =>
        Assert.Equal(reason, (await Assert.ThrowsAsync<BusFailureException>(act)).Reason);

    /// <summary>
    /// No session is locked. The JavaScript client reports what it sees first: that the answer names no session, or the
    /// refusal behind it.
    /// </summary>
    public static async Task SessionFailsAsync(ClientKind client, Failure dotNet, Failure javaScript, Func<Task> act)
    {
        var failure = await Assert.ThrowsAsync<BusFailureException>(act);
        Failure[] expected = client == ClientKind.DotNet ? [dotNet] : [javaScript, Failure.SessionCannotBeLocked];
        Assert.Contains(failure.Reason, expected);
    }

    /// <summary>The operation fails, for the reason each client gives it.</summary>
    public static Task FailsAsync(ClientKind client, Failure dotNet, Failure javaScript, Func<Task> act) =>
        FailsAsync(client == ClientKind.DotNet ? dotNet : javaScript, act);
}
