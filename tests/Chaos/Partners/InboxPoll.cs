using System.Text.Json;
using Relay.Chaos.Evidence;
using Relay.Chaos.Stand;
using Relay.Client.Webhooks;

namespace Relay.Chaos.Partners;

/// <summary>
/// How a partner in mode pull gets its envelopes: it asks, takes, and acknowledges. Now and then it loses what it was given, or
/// its acknowledgement is lost.
/// </summary>
internal sealed class InboxPoll(SignedCalls calls, Reception reception, Journal journal, Random random)
{
    private const int Ok = 200;
    private const int LostHandOutPercent = 3;
    private const int LostAcknowledgementPercent = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    /// <summary>Asks until the end of the run: an instance may not have heard yet that the mode is pull, or that it is push.</summary>
    /// <exception cref="OperationCanceledException">The run is over.</exception>
    public async Task RunAsync(CancellationToken cancel)
    {
        while (true)
        {
            if (await calls.TryAsync(HttpMethod.Get, "/v1/inbox?wait=5&max=100", [], cancel) is { Status: Ok } answer)
                await TakeAsync(answer.Body, DateTimeOffset.UtcNow, cancel);
            else
                await Task.Delay(Pause, cancel);
        }
    }

    private async Task TakeAsync(byte[] body, DateTimeOffset began, CancellationToken cancel)
    {
        using var inbox = JsonDocument.Parse(body);
        var batches = inbox.RootElement.GetProperty("batches").EnumerateArray().ToList();
        if (batches.Count == 0 || random.Next(100) < LostHandOutPercent)
            return;

        foreach (var json in batches)
        {
            if (!DeliveryBatch.TryParse(JsonSerializer.SerializeToUtf8Bytes(json), out var batch))
                throw new InvalidDataException("The inbox holds what is no batch.");
            var (arrivals, refused, _) = reception.TakeAll(batch, began);
            journal.Receive(arrivals, refused);
        }

        if (random.Next(100) < LostAcknowledgementPercent)
            return;

        // Batches of one lane share a token.
        var acks = batches.Select(batch => batch.GetProperty("token").GetString()).Distinct().Select(token => new { token });
        await calls.TryAsync(HttpMethod.Post, "/v1/inbox/ack", JsonSerializer.SerializeToUtf8Bytes(new { acks }, JsonSerializerOptions.Web), cancel);
    }
}
