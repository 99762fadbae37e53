using System.Text.RegularExpressions;
using Azure.Messaging.ServiceBus;
using Relay.Local.Bus.Tests.Client;

namespace Relay.Local.Bus.Tests.Administration;

public sealed class SharedPortTests
{
    private const int Messages = 100;
    private const int Readers = 4;

    [Fact]
    public async Task Page_ReadWhileMessagesPass_IsServedOnTheirPort()
    {
        await using var broker = await Broker.StartAsync(new QueueDescription { Name = "q" });
        using var http = new HttpClient { BaseAddress = new Uri($"http://localhost:{broker.Bus.Port}/"), Timeout = TimeSpan.FromSeconds(30) };
        await using var sender = broker.Client.CreateSender("q");
        await using var receiver = broker.Client.CreateReceiver("q");
        Assert.Equal((0, 0, 0), Row(await http.GetStringAsync("/", Broker.Token)));

        var passing = PassAsync(sender, receiver);
        var pages = await Task.WhenAll(Enumerable.Range(0, Readers).Select(_ => ReadUntilAsync(http, passing)));
        await passing;

        Assert.Equal((0, Messages, Messages), Row(await http.GetStringAsync("/", Broker.Token)));
        Assert.All(pages, read => Assert.Contains(read, row => row.Received is > 0 and < Messages));
    }

    /// <summary>Sends, receives and completes one message after the other.</summary>
    private static async Task PassAsync(ServiceBusSender sender, ServiceBusReceiver receiver)
    {
        for (var number = 0; number < Messages; number++)
        {
            await sender.SendMessageAsync(new ServiceBusMessage($"{number}"), Broker.Token);
            var message = await receiver.ReceiveMessageAsync(TimeSpan.FromSeconds(30), Broker.Token);
            Assert.Equal($"{number}", message?.Body.ToString());
            await receiver.CompleteMessageAsync(message, Broker.Token);
        }
    }

    /// <summary>Reads the page again and again while the messages pass.</summary>
    private static async Task<IReadOnlyList<(int Active, int Received, int Delivered)>> ReadUntilAsync(HttpClient http, Task passing)
    {
        var rows = new List<(int, int, int)>();
        while (!passing.IsCompleted)
            rows.Add(Row(await http.GetStringAsync("/", Broker.Token)));
        return rows;
    }

    private static (int Active, int Received, int Delivered) Row(string page)
    {
        var row = Regex.Match(page, @"^q +(\d+) +0 +0 +\S+ +(\d+) +(\d+) +Active\r?$", RegexOptions.Multiline);
        Assert.True(row.Success, page);
        return (Number(1), Number(2), Number(3));

        int Number(int group) => int.Parse(row.Groups[group].ValueSpan, System.Globalization.CultureInfo.InvariantCulture);
    }
}
