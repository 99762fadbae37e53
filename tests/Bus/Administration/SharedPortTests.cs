using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class SharedPortTests
{
    private const int Readers = 4;
    private const int DifferentPages = 10;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task Page_ReadWhileMessagesPass_IsServedOnTheirPort()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{broker.Bus.Port}/"), Timeout = Deadline };
        using var enough = new CancellationTokenSource();
        Assert.Equal((0, 0, 0), Row(await http.GetStringAsync("/", Broker.Token)));

        var passing = PassAsync(broker.Client, enough.Token);
        var reading = Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadAsync(http, passing))).WaitAsync(Deadline, Broker.Token);
        try
        {
            await reading;
        }
        finally
        {
            await enough.CancelAsync();
        }
        var passed = await passing;

        Assert.Equal((0, passed, passed), Row(await http.GetStringAsync("/", Broker.Token)));
    }

    /// <summary>Sends, receives and completes one message after the other; gives their number.</summary>
    private static async Task<int> PassAsync(ServiceBusClient client, CancellationToken enough)
    {
        await using var sender = client.CreateSender("q");
        await using var receiver = client.CreateReceiver("q");
        var number = 0;
        for (; !enough.IsCancellationRequested; number++)
        {
            await sender.SendMessageAsync(new ServiceBusMessage($"{number}"), Broker.Token);
            var message = await receiver.ReceiveMessageAsync(Deadline, Broker.Token);
            Assert.Equal($"{number}", message?.Body.ToString());
            await receiver.CompleteMessageAsync(message, Broker.Token);
        }
        return number;
    }

    /// <summary>Reads the page until it has shown messages pass, or they do no more.</summary>
    private static async Task ReadAsync(HttpClient http, Task passing)
    {
        var seen = new HashSet<int>();
        while (seen.Count < DifferentPages && !passing.IsCompleted)
            seen.Add(Row(await http.GetStringAsync("/", Broker.Token)).Received);
    }

    private static (int Active, int Received, int Delivered) Row(string page)
    {
        var row = Regex.Match(page, @"^q +(\d+) +0 +0 +\S+ +(\d+) +(\d+) +Active\r?$", RegexOptions.Multiline);
        Assert.True(row.Success, page);
        return (Number(1), Number(2), Number(3));

        int Number(int group) => int.Parse(row.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }
}
