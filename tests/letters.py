"""What arrives at such a site: messages of people in pain, and of people who sell."""

REAL = [
    "My calf cramps at night and the tennis ball under the outside of the leg helps for an hour. "
    "Should I press harder or longer?",
    "Thank you for the page about hamstring cramps. I drive a truck, and nobody else told me to "
    "look at the hip.",
    "Does the pain behind my eye really come from the neck? I get it after a day at the computer.",
    "I think there is a word missing in the second step for the piriformis.",
    "How long should I hold the stretch for the levator scapulae? It burns a little.",
    "I am a massage therapist in Macon. May I print the neck protocol for a class of six people?",
    "Lying on the ball hurts so much that I hold my breath. Is that too much?",
    "My doctor says sciatica, the scan shows nothing. Your page describes exactly what I feel.",
    "After three weeks of your self-care my heel is fine in the morning. I wanted you to know.",
    "Do you see patients on Saturdays? My hip wakes me whenever I turn in bed.",
]

UNSEEN_REAL = [
    "I bought two tennis balls and taped them together as you say for the neck, see "
    "http://testserver/stiff-neck/. Now I am dizzy when I look up. Should I stop?",
    "This link is broken: https://www.example.org/anatomy on your page about the shoulder.",
    "I have the cheap lacrosse ball from the store, is it too hard for the buttock? Best regards, "
    "Hank",
    "Pain.",
    "MY KNEE HURTS WHEN I GO DOWN THE STAIRS AND I CAN NOT TYPE SMALL LETTERS SORRY",
    "Can I buy an hour with you as a gift for my mother? Her shoulder has been stiff since March.",
    "I found your website on the first page of Google and it helped my back more than the pills.",
]

SPAM = [
    "Dear website owner, we offer 1000 quality backlinks for your website at $99. Rank on the "
    "first page of Google guaranteed! https://rank-boost.example/offer",
    "Hello, I noticed your website is not ranking. Our SEO experts increase your traffic by 300%. "
    "Reply for a free audit. https://seo-now.example",
    "Cheap viagra cialis without prescription, worldwide shipping https://pills.example/buy",
    "Make $5000 a week with crypto trading, our bot never loses. Join https://coin.example/ref=77",
    "We accept guest posts? I can pay $50 for a dofollow link on your website. Casino niche.",
    "Online casino bonus 200% free spins, play now https://spin.example https://slots.example "
    "https://win.example",
    "Business loan approved in 24 hours, no credit check. Apply now https://loan.example/apply",
    "I am interested in advertising on your website. Our SEO agency offers guest posts and "
    "quality backlinks at cheap prices.",
]

UNSEEN_SPAM = [
    "Hi, we can get your website on the first page of Google with quality backlinks. Free SEO "
    "audit: https://top-rank.example/audit",
    "Crypto casino with free spins and bonus, play now https://lucky.example https://spin.example "
    "https://coin.example",
    "Pay $50 for a guest post with a dofollow link about casino on your website? Best prices.",
]
